import type { ColumnRole } from "./import-plan.ts";

/**
 * What the columns of till, catalogue and stock exports are called, in English, German, French, Spanish, Italian and
 * Dutch: lower case, without accents, words separated by one blank. Earlier names fit better than later ones.
 */
const HEADER_WORDS: Readonly<Record<ColumnRole, readonly string[]>> = {
  date: words(
    "date|datum|fecha|data|sale date|invoice date|order date|verkaufsdatum|buchungsdatum|belegdatum|rechnungsdatum|kaufdatum",
    "date de vente|date vente|date heure|fecha de venta|fecha venta|data vendita|data di vendita|verkoopdatum",
    "timestamp|datetime|date time|day|tag|jour|dia|giorno|dag|sold at|created at|time|zeit|zeitpunkt|moment|ds|month|week|period",
  ),
  item: words(
    "isbn|isbn 13|isbn13|ean|ean 13|ean13|gtin|barcode|strichcode|code barre|code barres|codigo de barras|codice a barre",
    "streepjescode|sku|stock code|item id|item no|item number|item code|item|article|article no|article number|article id",
    "artikelnummer|artikelnr|artikel nr|artikel no|art nr|artnr|artikel|product id|product code|product no|product",
    "produktnummer|produkt nr|produktnr|produkt|code article|code produit|produit|reference|ref|codigo articulo|codigo",
    "articulo|referencia|producto|codice articolo|codice|articolo|prodotto|artikelcode|productcode|isbn10|isbn 10|upc",
    "plu|asin|book id|titelnummer|titelnr|titel nr|code|unique id|id",
  ),
  quantity: words(
    "quantity|qty|copies|copies sold|units|units sold|quantity sold|qty sold|menge|anzahl|stuck|stueck|stk|exemplare",
    "verkaufte menge|absatz|quantite|qte|nombre|exemplaires|nb|cantidad|cant|unidades|ejemplares|quantita|qta|pezzi",
    "copie|nr copie|aantal|stuks|hoeveelheid|verkocht|sold|verkauft|vendus|vendidos|venduti|count|sales",
  ),
  price: words(
    "price|unit price|price each|sale price|selling price|sales price|retail price|item price|list price|avg price",
    "preis|einzelpreis|verkaufspreis|vk preis|vk|stuckpreis|stueckpreis|ladenpreis|bruttopreis|prix|prix unitaire",
    "prix de vente|prix vente|prix ttc|pu|pu ttc|precio|precio unitario|precio venta|precio de venta|pvp",
    "prezzo|prezzo unitario|prezzo di vendita|prijs|stuksprijs|verkoopprijs|eenheidsprijs|rrp",
  ),
  title: words(
    "title|book title|titel|buchtitel|titre|titulo|titolo|boektitel|product name|item name|article name|produktname",
    "artikelname|artikelbezeichnung|bezeichnung|name|naam|nombre|nom|nome|designation|libelle|product title|original title",
    "description|item description|product description|descripcion|descrizione|omschrijving|beschreibung|artikeltext",
  ),
  store: words(
    "store|shop|branch|location|store id|shop id|store name|shop name|filiale|laden|geschaft|standort|niederlassung",
    "magasin|boutique|point de vente|succursale|tienda|sucursal|negozio|punto vendita|filiaal|winkel|vestiging|outlet",
  ),
  customer: words(
    "customer|customer id|customer no|customer number|client|client id|loyalty card|loyalty|member|member id|card no",
    "kunde|kundennr|kunden nr|kundennummer|kundenkarte|no client|numero client|carte client|carte fidelite|cliente",
    "id cliente|numero cliente|codice cliente|tarjeta|tessera|klant|klantnummer|klantnr|klantenkaart|user id|reader",
  ),
  receipt: words(
    "receipt|receipt no|receipt number|receipt id|invoice|invoice no|invoice number|invoice id|ticket|ticket no",
    "transaction|transaction id|transaction no|order id|order no|order number|basket|basket id|bon|bonnr|bon nr|bonnummer",
    "beleg|belegnr|beleg nr|belegnummer|rechnung|rechnungsnummer|rechnungsnr|kassenbon|numero ticket|no ticket|facture",
    "no facture|numero facture|factura|numero factura|recibo|scontrino|fattura|numero scontrino|transactie|bestelling",
  ),
  stockOut: words(
    "stock out|stockout|out of stock|oos|sold out|ausverkauft|nicht vorratig|nicht lieferbar|rupture|rupture de stock",
    "epuise|agotado|sin stock|sin existencias|esaurito|uitverkocht|niet op voorraad",
  ),
  authors: words(
    "authors|author|author name|autor|autoren|autorin|verfasser|auteur|auteurs|autore|autori|autores|schrijver|writer|by",
  ),
  year: words(
    "year|publication year|pub year|original publication year|year published|published|publication date|jahr",
    "erscheinungsjahr|ersch jahr|annee|annee de parution|ano|ano de publicacion|anno|anno di pubblicazione|jaar",
    "jaar van uitgave|verschijningsjaar",
  ),
  genre: words(
    "genre|genres|category|categories|subject|subjects|bookshelf|warengruppe|sachgruppe|kategorie|thema|rayon|categorie",
    "categoria|materia|genero|genere|rubriek|department|section",
  ),
  description: words(
    "description|blurb|synopsis|summary|annotation|beschreibung|klappentext|inhalt|kurztext|resume|descriptif",
    "descripcion|sinopsis|resumen|descrizione|trama|beschrijving|samenvatting",
  ),
  isbn: words("isbn 13|isbn13|isbn|ean|ean 13|ean13|gtin|isbn 10|isbn10"),
  pages: words(
    "pages|page count|num pages|number of pages|seiten|seitenzahl|umfang|nombre de pages|nb pages|paginas|numero de paginas",
    "pagine|numero pagine|paginas aantal|aantal paginas|bladzijden",
  ),
  language: words(
    "language|language code|lang|lang code|sprache|langue|idioma|lengua|lingua|taal|original language|language id|sprachcode",
  ),
  series: words(
    "series|series name|series title|serie|reihe|reihentitel|reihenname|serientitel|serienname|collection|cycle|saga|coleccion|collana|reeks",
  ),
  seriesNumber: words(
    "series number|series no|series index|series position|seriesnumber|volume|volume number|volume no|vol|number in series|book number",
    "bandnummer|band|bandnr|band nr|reihennummer|serie nr|tome|numero de serie|tomo|volume della serie|deel|deelnummer",
  ),
  ageFrom: words(
    "age from|age|min age|minimum age|agefrom|reading age|age range|age group|lesealter|alter|alter ab|altersempfehlung|ab alter|age minimum",
    "age conseille|tranche d age|edad|edad minima|edad recomendada|eta|eta minima|eta consigliata|leeftijd|leeftijd vanaf",
  ),
  format: words(
    "format|binding|book format|cover|cover type|product form|medium|einband|einbandart|bindung|produktform|ausgabeart",
    "reliure|support|encuadernacion|formato|rilegatura|legatura|bindwijze|uitvoering",
  ),
  publisher: words(
    "publisher|publisher name|imprint|publishing house|verlag|verlagsname|editeur|maison d edition|editorial|editore|casa editrice|uitgever|uitgeverij",
  ),
  subjects: words(
    "subjects|subject headings|subject terms|bisac|bisac subjects|thema subjects|keywords|tags|schlagworte|schlagworter",
    "mots cles|palabras clave|parole chiave|trefwoorden",
  ),
  availability: words(
    "availability|availability status|publishing status|lieferbarkeit|verfugbarkeit|lieferstatus|disponibilite|disponibilidad|beschikbaarheid",
  ),
  rating: words(
    "average rating|rating|avg rating|mean rating|rating average|star rating|stars|review score|score|bewertung",
    "durchschnittsbewertung|durchschnittliche bewertung|sterne|note moyenne|note|evaluation|valoracion media|valoracion",
    "puntuacion|valutazione media|valutazione|voto|gemiddelde beoordeling|beoordeling|waardering",
  ),
  ratings: words(
    "ratings count|rating count|ratings|number of ratings|num ratings|no of ratings|votes|review count|reviews count|reviews",
    "number of reviews|anzahl bewertungen|anzahl der bewertungen|bewertungen|nombre de notes|nombre d evaluations|evaluations",
    "numero de valoraciones|valoraciones|numero di valutazioni|valutazioni|aantal beoordelingen|beoordelingen",
  ),
  removed: words("deleted|removed|withdrawn|geloscht|entfernt|supprime|eliminado|eliminato|verwijderd"),
  onHand: words(
    "on hand|onhand|on hand qty|stock on hand|stock|in stock|stock level|available|bestand|lagerbestand|lager|auf lager",
    "en stock|stock disponible|stock actual|existencias|giacenza|disponibilita|voorraad|op voorraad|quantity|qty|menge",
    "anzahl|quantite|qte|cantidad|quantita|aantal|copies",
  ),
  onOrder: words(
    "on order|onorder|ordered|incoming|bestellt|offene bestellungen|in bestellung|en commande|commande|commandes",
    "en pedido|pedido|pedidos|in ordine|ordinato|besteld|in bestelling",
  ),
  reserved: words(
    "reserved|customer orders|held|reserviert|vorgemerkt|reserve|reserves|reservado|reservados|riservato|prenotato|gereserveerd",
  ),
  leadTimeDays: words(
    "lead time days|lead time|delivery days|delivery time|lieferzeit|lieferzeit tage|wiederbeschaffungszeit|delai|delai livraison",
    "delai de livraison|plazo|plazo de entrega|dias de entrega|tempo di consegna|giorni di consegna|levertijd",
  ),
  packSize: words(
    "pack size|pack|packsize|case size|order multiple|packungsgrosse|packung|verpackungseinheit|ve|gebinde|colis",
    "conditionnement|paquete|unidades por paquete|confezione|verpakking|verpakkingseenheid",
  ),
};

function words(...lists: string[]): string[] {
  return lists.flatMap((list) => list.split("|"));
}

/** A header as `HEADER_WORDS` writes them: "InvoiceDate" and "Invoice_Date" become "invoice date". */
function plainHeader(header: string): string {
  return header
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, "$1 $2")
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/ß/g, "ss")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/**
 * How well a header names a role, 0 to 1: 0.8 and more for one of its names, up to 0.6 where a name is only a part of
 * the header ("Invoice date (local)").
 */
export function headerFit(header: string, role: ColumnRole): number {
  const plain = plainHeader(header);
  if (plain === "") return 0;
  const names = HEADER_WORDS[role];
  const at = names.indexOf(plain);
  if (at >= 0) return 1 - (0.2 * at) / names.length;
  let best = 0;
  names.forEach((name, i) => {
    if (name.length < 3 || !` ${plain} `.includes(` ${name} `)) return;
    const fit = (0.6 - (0.1 * i) / names.length) * Math.min(1, 0.5 + name.length / plain.length);
    if (fit > best) best = fit;
  });
  return best;
}
