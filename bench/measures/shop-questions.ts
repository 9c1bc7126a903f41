/** House rules of an invented shop, as a document that is dropped on the page. */
export const SHOP_RULES = `# House rules of the shop

## Opening and closing
The shop opens at nine in the morning from Monday to Saturday and at eleven on Sundays. Whoever comes first switches off the alarm with the code in the red envelope. The cellar door is locked at half past six by the last person who was downstairs. On Christmas Eve we close at two in the afternoon.

## The till
Two people count the till every evening and sign the sheet. The float is one hundred and fifty euros. Any difference of more than five euros is written into the blue notebook and told to Margarethe. Card payments below one euro are not accepted, because the fee would be higher than the margin.

## Returns and exchanges
Customers may return an unread book within thirty days if they bring the receipt. Without a receipt we offer a voucher, never cash. Calendars cannot be returned after the tenth of January. Damaged copies go into the grey crate under the counter, and Joseph sends them back to the wholesaler every second Tuesday.

## Orders
A book ordered before five in the afternoon usually arrives the next morning with the night van. Ordered books wait on the shelf behind the counter for three weeks; after that they go back into stock. School orders are handled by Nadia, who also keeps the list of set texts. We ask for a deposit of ten euros on imported titles, since the wholesaler does not take them back.

## Events
Readings take place in the back room, which holds forty chairs. Authors are paid two hundred euros and a train ticket. The microphone is kept in the locker next to the kitchen. Wine is bought from the Hofmann winery across the street. After a reading we stack the chairs against the poetry shelves so that the fire exit stays free.

## The building
The heating is turned down to sixteen degrees at night. If the lift stops, call the caretaker, Mr Adeyemi, and not the fire brigade. The shop window is changed on the first Wednesday of each month. Umbrellas are lent to customers against a deposit of two euros. The cat is called Barnaby and must not be fed in the shop, because he gets his meals in the flat upstairs.

## Staff
Everyone on the team buys books with a discount of thirty percent. Holidays are asked for six weeks ahead. New colleagues learn the till with Teodora in their first week. The weekly meeting is on Thursday at eight, before we open. Bicycles are parked in the yard, never in the entrance.
`;

/** Plain questions about the rules, and words of theirs that an answer must hold. Written before any look at answers. */
export const SHOP_QUESTIONS: readonly (readonly [question: string, holds: string])[] = [
  ["At what time is the cellar door locked?", "half past six"],
  ["When does the shop open on Sundays?", "eleven"],
  ["When do we close on Christmas Eve?", "two in the afternoon"],
  ["Where is the alarm code?", "red envelope"],
  ["How many people count the till?", "Two people"],
  ["How much is the float?", "one hundred and fifty euros"],
  ["Who is told about a difference in the till?", "Margarethe"],
  ["Why are card payments below one euro not accepted?", "fee would be higher"],
  ["How long can a customer return a book?", "thirty days"],
  ["What do customers get without a receipt?", "voucher"],
  ["Until when can calendars be returned?", "tenth of January"],
  ["Where do damaged copies go?", "grey crate"],
  ["Who sends damaged books back to the wholesaler?", "Joseph"],
  ["How long do ordered books wait behind the counter?", "three weeks"],
  ["Who handles school orders?", "Nadia"],
  ["How high is the deposit for imported titles?", "ten euros"],
  ["How many chairs are there in the back room?", "forty chairs"],
  ["What are authors paid for a reading?", "two hundred euros"],
  ["Where is the microphone kept?", "locker next to the kitchen"],
  ["Where do we buy the wine?", "Hofmann winery"],
  ["Whom should I call if the lift stops?", "Adeyemi"],
  ["What is the name of the cat?", "Barnaby"],
  ["Why must the cat not be fed in the shop?", "meals in the flat"],
  ["How big is the staff discount?", "thirty percent"],
  ["When is the weekly meeting?", "Thursday at eight"],
];

/** Questions that a colleague may ask just so, and neither the rules nor the demo's catalogue can answer. */
export const SHOP_UNANSWERABLE: readonly string[] = [
  "Who repairs the coffee machine?",
  "What is the password of the wireless network?",
  "When does the bakery next door open?",
  "How much does gift wrapping cost?",
  "Who waters the plants?",
  "Where is the first aid kit?",
  "What does the accountant charge?",
  "When was the shop founded?",
  "How many parking spaces does the shop have?",
  "Why was the old sign taken down?",
  "Who owns the building?",
  "How long is the warranty on e-readers?",
  "What colour is the delivery bicycle?",
  "Which insurance covers water damage?",
  "Where are the spare light bulbs?",
];
