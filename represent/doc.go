// Package represent compares the people who took part in a consultation with the people it is about: its
// users, or the residents of its area. It also computes weights by which the respondents resemble them.
//
// # What is compared
//
// [Compare] takes the numbers of [Respondents] by group, as they were released, and a [Benchmark]: how many
// people of each group there are, from a source. It compares only like with like. Both sides have to be of the
// same question, the same ages, the same area and the same groups; otherwise there is no comparison, and
// [Comparison.Reason] says why. Rules about questions:
//
//   - Whether people consider themselves disabled ([SelfDescribedDisability]) is about identity. It is not
//     compared with who is disabled under the Equality Act ([Disability]), which the census derives from two
//     questions about health and daily activities (table TS038). It can be compared with itself.
//   - Gender identity ([GenderIdentity]) is not compared with residents. The estimates of Census 2021 are
//     official statistics in development, because some people appear to have misread the question (Office for
//     Statistics Regulation, review of statistics on gender identity based on data collected as part of the
//     2021 England and Wales Census, 2024). Numbers of users can be compared.
//
// Nothing is compared if fewer than [MinAnswered] people answered.
//
// # Figures
//
// Of c respondents in a group, n who answered, and P of N people in the benchmark:
//
//	share            c ÷ n
//	benchmark share  P ÷ N
//	points           100 × (c ÷ n − P ÷ N)
//	index            100 × (c ÷ n) ÷ (P ÷ N), undefined if P is 0
//	interval         Wilson score interval of c ÷ n at 95%
//	declaration rate n ÷ (n + those who preferred not to say + those who left it blank)
//
// A number that was hidden to protect people ([Count], whose zero value is hidden) is never taken for 0, and
// what depends on it is hidden too. That is so on both sides: a benchmark of affected users can have few people
// in a group. Everything is computed from numbers that were released, so a comparison
// tells no more about a person than the release does.
//
// # The interval
//
// The interval of E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal
// of the American Statistical Association 22, 1927, stays between 0 and 1 and is close to its nominal coverage
// with few people and extreme shares (L. D. Brown, T. T. Cai and A. DasGupta, "Interval estimation for a
// binomial proportion", Statistical Science 16, 2001). It has no continuity correction.
//
// People who respond to an open consultation choose to. They are no random sample, so the interval is not a
// margin of error for the population, and no significance test is made: a share inside the interval does not
// show that respondents are representative. The interval says how much the share could vary by chance alone if
// as many people had been drawn at random, so that no one reads much into differences smaller than that. Show
// it with these words, and with [SelfSelected].
//
// # Weights
//
// [Rake] computes weights by which the respondents have the shares of benchmarks in several characteristics at
// once: it multiplies the weights of the groups of each characteristic in turn, until all agree (W. E. Deming
// and F. F. Stephan, "On a least squares adjustment of a sampled frequency table when the expected marginal
// totals are known", Annals of Mathematical Statistics 11, 1940). Weights are cut to bounds in every round, and
// what is missed because of that is reported (on both see M. P. Battaglia, D. C. Hoaglin and M. R. Frankel,
// "Practical considerations in raking survey data", Survey Practice 2, 2009). The design effect due to weights
// is 1 plus the squared coefficient of variation of the weights, and the effective sample size is the number of
// people divided by it: (Σw)² ÷ Σw² (L. Kish, Survey Sampling, 1965, section 11.7; "Weighting for unequal Pi",
// Journal of Official Statistics 8, 1992).
//
// Weights correct only for the characteristics that are raked, among people who stated them. They cannot
// correct for why people chose to take part. Use them to check whether a finding depends on who answered, beside
// the unweighted figures and never instead of them.
//
// The package is deterministic: no I/O, clock or randomness.
package represent

// SelfSelected is the sentence to be shown with every comparison.
const SelfSelected = "People chose whether to take part. They are not a sample of the population."

// MinAnswered is the number of people who have to have answered for a comparison.
const MinAnswered = 30
