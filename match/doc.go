// Package match proposes what partners could do together: which offers meet a need or what another partner wants. It also finds
// needs that no partner serves, skills that many want and none offers, and projects for one need that do not know of each other.
//
// It suggests and gives its reasons. Nothing is agreed by it, and it compares proposals, never partners.
//
// # When an offer meets a request
//
// A request is a term that a [Need] asks for, or that an [Entry] of a partner wants. An offer of another partner meets it if
//
//   - it is of the same term, such as "interpreting-urdu" or "hall",
//   - they share a place: one of the offer is the same as one of the request, or a part of it, or contains it; what they share
//     is the smaller of the two,
//   - they share a day, if both say when,
//   - they share a community, if both say which,
//   - it has not expired on [World.Today], and neither has what is wanted,
//   - and the partner does not serve the need with a current project in that place already.
//
// # The order
//
// Proposals are compared by these parts, in this order; a later part counts only if all before it are equal ([Parts.Compare]):
//
//  1. Who is worst off: harm times likelihood of the worst affected group of the need, each from 1 to 4, then of the next group,
//     and so on. These are the scales of the risk register. They are never added up or averaged, so that many small effects do not
//     weigh up a large one.
//  2. Where: the tenth of the most deprived of the places that they share, 1 being the most deprived. Not known comes last.
//  3. For whom: an offer that names a community of the need comes before one for anyone.
//  4. How much of the quantity the offer covers, if both say how much in the same unit. Not known comes last.
//  5. For how many days both last. Without an end, that is longest.
//
// Proposals with equal parts have the same rank, and are listed in the order of their names.
//
// # An example by hand
//
// Two needs ask for an interpreter for 10 hours a week: hospital visits in ward A (harm 4, likelihood 2 for people who speak no
// English, so 8) and school meetings in ward B (harm 2, likelihood 4, so 8; and 2 × 2 = 4 for carers). Ward A is in the second
// tenth, ward B in the first. One partner offers 5 hours in the whole district.
//
// The scores of the worst affected groups are equal, 8 and 8. The next group decides: 4 for the school meetings, none for the
// hospital visits. So the school meetings come first, whatever the tenths of the wards are. Both offers cover half.
//
// # What is not seen
//
// [Result.Unseen] names needs without a place or a term, needs whose harm is not known, and offers without a quantity. They are
// not matched, or not as well, and a page has to say so.
package match
