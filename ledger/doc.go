// Package ledger adds up what a joint project costs and what its partners give, and works out its value for money as auditors ask.
//
// # What is added to what
//
// Every [Entry] has one [Column], which says what it counts:
//
//	cash      pence
//	hours     minutes of people's time
//	in kind   a number of a unit, such as 12 room days
//
// Columns are never added to each other, and neither are two units of support in kind. A value in pounds of hours or of support in
// kind needs a [Rate], with its source and the year whose prices it uses. It is shown beside the quantity, in [Total.HoursValue]
// and [Total.InKindValue], and never becomes part of [Total.Cash].
//
// # What is counted, and when
//
// An entry belongs to one financial year, April to March, and to one [State]. The states of the project's own money are planned,
// forecast, committed and spent; those of what a partner gives are intended, promised and delivered. They are stages of the same
// money, so states are not added to each other either.
//
// What a partner gives counts once the giver and the receiver have both confirmed it. Until then it is [Total.Unconfirmed].
//
// Entries are only added. A mistake is corrected by reversing an entry, which adds one with the opposite amount, and by adding the
// right one, so that the sum of all entries is always the present figure. A year that is frozen takes no more entries, no
// reversals and no confirmations.
//
// # Value for money
//
// The words have the meanings of the National Audit Office (NAO, “Assessing value for money”):
//
//	economy        keeping down the cost of resources: spend against the plan and against quotes ([Economies])
//	efficiency     output against resources: the cost of a unit of output, and how it changes ([UnitCosts])
//	effectiveness  results against what was intended: outcome against target ([Effects])
//
// The NAO’s three do not say who gained. HM Treasury’s Green Book asks for that as well, and [Gains] shows it apart: numbers of
// people under 10 are hidden.
//
// A unit cost sets all the spend against one output. Unit costs of several outputs of one project therefore do not add up, and a
// page that shows them has to say so. An outcome is what happened while the project ran; that the project caused it is a claim
// that this package does not make.
//
// # Costs in later years
//
// [Discounting.PresentValue] works with dated rates. The Green Book (2022, annex 6) has 3.5 % a year for the years 0 to 30, 3.0 %
// for 31 to 75 and 2.5 % from 76. The factor of a year is that of the year before divided by 1 plus its rate; year 0 is 1.
//
// # An example by hand
//
// A lunch club plans £1,000.00 for food and spends £400.00 and £550.50. £50.50 of that was entered by mistake: it is reversed.
// So £900.00 is spent, £100.00 less than planned. Volunteers deliver 90 hours, which at £12.00 an hour have a value of £1,080.00;
// the spend stays £900.00. With 300 meals the cost of a meal is £3.00 and 18 minutes of volunteers’ time.
package ledger
