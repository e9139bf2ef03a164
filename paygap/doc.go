// Package paygap calculates pay gaps by the formulae of the gender pay gap duty of public authorities in
// England: the Equality Act 2010 (Specific Duties and Public Authorities) Regulations 2017 (SI 2017/353),
// Schedule 1. Paragraphs are those of the Schedule. The definitions of hourly pay and the rule about equal
// rates are worded there as in SI 2017/172, regulations 6 and 13.
//
// The duty is about women and men, but the same figures are calculated for any characteristic, such as
// ethnic group or disability: each group is compared with a reference group.
//
//	mean and median gap in hourly pay   (A − B) ÷ A × 100    paragraphs 8 and 9
//	mean and median gap in bonus pay    (A − B) ÷ A × 100    paragraphs 10 and 11
//	proportion paid a bonus             paid ÷ all × 100     paragraph 12
//	proportions in each pay quarter                          paragraph 13
//
// A is the pay of the reference group (men), B that of the other group (women). A positive gap means that
// the other group is paid less, a negative one that it is paid more. A gap is undefined, which is not 0, if
// there is no person in one of the two groups, or if A is 0.
//
// Hourly pay and the quarters are about full-pay relevant employees: those who were not paid less, or
// nothing, in the pay period because they were on leave. Bonuses are about all relevant employees. People
// whose group is not known are counted as undeclared and are in no figure.
//
// All arithmetic is exact. Figures are rounded to one decimal place, half away from zero, only when they
// are formatted. The figures of small groups tell the pay of individuals: they are not for publication
// without disclosure control.
package paygap
