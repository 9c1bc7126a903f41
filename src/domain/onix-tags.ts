/**
 * Short tag | reference name of the ONIX 3.0 elements that are read here. Composites are their reference name in lower
 * case and need no line.
 *
 * @see EDItEUR, ONIX for Books release 3.0, format specification
 */
const SHORT_TAGS = `
a001 RecordReference|a002 NotificationType|b221 ProductIDType|b244 IDValue
b012 ProductForm|b014 ProductFormDescription|x329 CollectionType|x479 CollectionSequenceType
x481 CollectionSequenceNumber|b202 TitleType|x409 TitleElementLevel|x410 PartNumber|b203 TitleText|b030 TitlePrefix
b031 TitleWithoutPrefix|b029 Subtitle|b034 SequenceNumber|b035 ContributorRole|b036 PersonName|b037 PersonNameInverted
b039 NamesBeforeKey|b247 PrefixToKey|b040 KeyNames|b041 NamesAfterKey|b248 SuffixToKey|b047 CorporateName
x443 CorporateNameInverted|b253 LanguageRole|b252 LanguageCode|b218 ExtentType|b219 ExtentValue|b220 ExtentUnit
x425 MainSubject|b067 SubjectSchemeIdentifier|b069 SubjectCode|b070 SubjectHeadingText|b074 AudienceRangeQualifier
b075 AudienceRangePrecision|b076 AudienceRangeValue|x426 TextType|d104 Text|b079 ImprintName|b291 PublishingRole
b081 PublisherName|b394 PublishingStatus|x448 PublishingDateRole|b306 Date|j260 DateFormat|j396 ProductAvailability
x462 PriceType|j151 PriceAmount|j152 CurrencyCode|x298 SenderName|m184 DefaultLanguageOfText|m186 DefaultCurrencyCode
x470 TaxType|x472 TaxRatePercent`;

const NAMES = new Map(
  SHORT_TAGS.trim()
    .split(/[|\n]/)
    .map((pair) => pair.split(" ") as [string, string]),
);
const COMPOSITES = new Map(
  (
    "Header Sender Product ProductIdentifier DescriptiveDetail Collection CollectionSequence TitleDetail TitleElement " +
    "Contributor Language Extent Subject AudienceRange CollateralDetail TextContent PublishingDetail Imprint Publisher " +
    "PublishingDate ProductSupply SupplyDetail Price Tax Market"
  )
    .split(" ")
    .map((name) => [name.toLowerCase(), name]),
);

/** The reference name of an element, whichever of the two names it has. */
export function referenceName(tag: string): string {
  return NAMES.get(tag) ?? COMPOSITES.get(tag) ?? tag;
}
