/**
 * What the codes of book classifications mean, as far as a shop sorts by them: Thema (and, where it is the same, BIC),
 * and BISAC. Longer codes are looked up by their beginning.
 *
 * @see EDItEUR, Thema subject categories 1.5; Book Industry Study Group, BISAC subject headings
 */
const THEMA =
  table(`A Art|AB Art|AF Art|AG Art|AJ Photography|AM Architecture|AT Performing arts|AV Music|C Language
CB Language|CF Linguistics|CJ Language teaching|D Literature|DB Ancient texts|DC Poetry|DD Plays|DN Biography
DNB Biography|DNL Essays|DNT Anthologies|DS Literary criticism|F Fiction|FB Fiction|FBA Fiction|FBC Classics
FC Biographical fiction|FD Speculative fiction|FF Crime|FH Thrillers|FJ Adventure|FK Horror|FL Science fiction
FM Fantasy|FP Erotica|FQ Contemporary fiction|FR Romance|FS Family stories|FT Sagas|FU Humorous fiction
FV Historical fiction|FW Religious fiction|FX Fiction|FY Fiction|FYB Short stories|FZ Fiction|G Reference|J Society
JB Society|JK Society|JM Psychology|JN Education|JP Politics|K Business|KC Economics|L Law|M Medicine|N History
NH History|NK Archaeology|P Science|PB Mathematics|PD Popular science|PG Astronomy|PH Physics|PN Chemistry
PS Biology|Q Philosophy and religion|QD Philosophy|QR Religion|R Earth and environment|RG Geography|RN Environment
S Sports and outdoors|T Technology|TB Technology|TV Agriculture|U Computing|V Health and self-help|VF Family and health
VS Self-help|VX Mind, body, spirit|W Lifestyle and leisure|WB Cookery|WC Antiques|WD Games and hobbies|WF Crafts
WG Transport|WH Humour|WJ Style|WK Home|WM Gardening|WN Nature|WQ Local history|WT Travel|WZ Gifts|X Comics
XA Comics|XQ Comics|Y Children|YB Picture books|YBC Picture books|YD Children's poetry and anthologies
YF Children's fiction|YN Children's non-fiction|YP Schoolbooks|YR Children's reference|YX Children's non-fiction
YZ Stationery and gifts`);

const BIC =
  table(`A Art|AV Music|B Biography|C Language|D Literature|DC Poetry|DD Plays|DN Essays|DS Literary criticism
F Fiction|FA Fiction|FC Classics|FF Crime|FH Thrillers|FJ Adventure|FK Horror|FL Science fiction|FM Fantasy|FP Erotica
FR Romance|FT Sagas|FV Historical fiction|FX Comics|FY Fiction|FYB Short stories|G Reference|H Humanities
HB History|HP Philosophy|HR Religion|J Society|JM Psychology|JN Education|JP Politics|K Business|L Law|M Medicine
P Science|PB Mathematics|R Earth and environment|T Technology|U Computing|V Health and self-help|W Lifestyle and leisure
WB Cookery|WH Humour|WM Gardening|WN Nature|WS Sports|WT Travel|Y Children|YB Picture books|YF Children's fiction
YN Children's non-fiction|YQ Schoolbooks`);

const BISAC =
  table(`ANT Antiques|ARC Architecture|ART Art|BIB Religion|BIO Biography|BOD Mind, body, spirit|BUS Business
CGN Comics|CKB Cookery|COM Computing|CRA Crafts|DES Design|DRA Plays|EDU Education|FAM Family and health|FIC Fiction
FIC004 Classics|FIC022 Crime|FIC009 Fantasy|FIC014 Historical fiction|FIC015 Horror|FIC016 Humorous fiction
FIC027 Romance|FIC028 Science fiction|FIC029 Short stories|FIC031 Thrillers|FIC002 Adventure|FOR Language teaching
GAM Games and hobbies|GAR Gardening|HEA Health and self-help|HIS History|HOM Home|HUM Humour|JNF Children's non-fiction
JUV Children's fiction|LAN Language|LAW Law|LCO Literature|LIT Literary criticism|MAT Mathematics|MED Medicine|MUS Music
NAT Nature|OCC Mind, body, spirit|PER Performing arts|PET Nature|PHI Philosophy|PHO Photography|POE Poetry|POL Politics
PSY Psychology|REF Reference|REL Religion|SCI Science|SEL Self-help|SOC Society|SPO Sports and outdoors|STU Schoolbooks
TEC Technology|TRA Transport|TRU True crime|TRV Travel|YAF Young adult fiction|YAN Young adult non-fiction`);

/** ONIX code list 27: the schemes whose codes have words here. */
const SCHEMES: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  "10": BISAC,
  "12": BIC,
  "93": THEMA,
};

/**
 * The words for a subject code, by its longest beginning that is known; null where none is.
 * @param scheme ONIX code list 27: "10" BISAC, "12" BIC, "93" Thema
 */
export function subjectWords(scheme: string, code: string): string | null {
  const words = SCHEMES[scheme];
  if (!words) return null;
  const bare = code.trim().toUpperCase();
  for (let length = bare.length; length > 0; length--) {
    const found = words.get(bare.slice(0, length));
    if (found !== undefined) return found;
  }
  return null;
}

function table(lines: string): ReadonlyMap<string, string> {
  return new Map(
    lines.split(/[|\n]/).map((entry) => {
      const space = entry.indexOf(" ");
      return [entry.slice(0, space), entry.slice(space + 1)];
    }),
  );
}
