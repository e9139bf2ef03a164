package equality

import "slices"

// BankQuestion is a standard monitoring question: wording and options from one
// source, for one period. "Prefer not to say" is not among the options: every
// question offers it, and it is stored as a state of the answer.
type BankQuestion struct {
	ID             string
	Name           string // for a heading
	Text           string
	Hint           string
	Options        []BankOption
	FollowUp       *FollowUp          // when the question is asked; nil for always
	Characteristic CharacteristicCode // the characteristic it monitors
	Sensitive      bool               // handled as special category data
	MinAge         int                // the age from which people are usually asked; 0 for any age
	Source         string             // where wording and options come from
	Census         string             // the Census 2021 table to compare with; "" if none is comparable
	Caution        string             // what readers of the figures must know
	Period
}

// BankOption is one option. Its ID is stored with answers and never changes.
type BankOption struct {
	ID      string
	Text    string
	Hint    string
	WriteIn bool // has a text field for the respondent's own words
}

// FollowUp names an earlier question and the answers to it after which this
// question is asked.
type FollowUp struct {
	Question string
	Options  []string
}

// QuestionAt returns question id as worded on day; false if there is none.
func QuestionAt(id string, day Day) (BankQuestion, bool) {
	for _, q := range bank {
		if q.ID == id && q.Contains(day) {
			return q.clone(), true
		}
	}
	return BankQuestion{}, false
}

// QuestionIDs lists the questions available on day, in the order in which they
// are usually asked.
func QuestionIDs(day Day) []string {
	var ids []string
	for _, q := range bank {
		if q.Contains(day) {
			ids = append(ids, q.ID)
		}
	}
	return ids
}

// Bank returns every wording of every question, including earlier ones.
func Bank() []BankQuestion {
	all := make([]BankQuestion, len(bank))
	for i, q := range bank {
		all[i] = q.clone()
	}
	return all
}

// clone copies q, so that callers cannot change the bank.
func (q BankQuestion) clone() BankQuestion {
	q.Options = slices.Clone(q.Options)
	return q
}

// Sources of wording and options.
const (
	censusSource = "Census 2021 questionnaire for England: " +
		"ONSdigital/census31-eq-questionnaire-schemas@ace1531cd5e10919cfab8439d94d409dcc48b31a, " +
		"source/jsonnet/england-wales/individual/blocks"
	govUKSource  = "GOV.UK equality information pattern: alphagov/govuk-design-system@efb0d77, src/patterns/equality-information"
	bandsSource  = "Age bands common in council surveys; each is a sum of single years of Census 2021"
	customSource = "Council practice; no harmonised question was found"
	annexCSource = censusSource + "; the same 19 groups are in the harmonised list for England and Wales, GOV.UK, 18 March 2025"
)

// Days on which wordings begin or end. Wordings of the Census 2021 apply from
// census day. The list of 18 ethnic groups on GOV.UK is the list of the 2011
// census and applies between the two.
const (
	censusDay    Day = "2021-03-21"
	census2011   Day = "2011-03-27"
	beforeCensus Day = "2021-03-20"
)

var bank = []BankQuestion{
	{
		ID: "age", Name: "Age", Text: "What is your age group?", Characteristic: Age, Source: bandsSource, Census: "TS009",
		Options: []BankOption{
			{ID: "age-0-15", Text: "Under 16"}, {ID: "age-16-24", Text: "16 to 24"}, {ID: "age-25-34", Text: "25 to 34"},
			{ID: "age-35-44", Text: "35 to 44"}, {ID: "age-45-54", Text: "45 to 54"}, {ID: "age-55-64", Text: "55 to 64"},
			{ID: "age-65-74", Text: "65 to 74"}, {ID: "age-75-84", Text: "75 to 84"}, {ID: "age-85-over", Text: "85 or over"},
		},
	},
	{
		ID: "sex", Name: "Sex", Text: "What is your sex?", Hint: "A question about gender identity is separate from this one.",
		Characteristic: Sex, Source: censusSource, Census: "TS009",
		Caution: "Do not derive sex from gender identity, or gender identity from sex.",
		Options: []BankOption{{ID: "female", Text: "Female"}, {ID: "male", Text: "Male"}},
	},
	{
		ID: "gender-identity", Name: "Gender identity",
		Text:           "Is the gender you identify with the same as your sex registered at birth?",
		Characteristic: GenderReassignment, Sensitive: true, MinAge: 16, Source: censusSource, Period: Period{From: censusDay},
		Caution: "Census 2021 estimates of gender identity are official statistics in development. " +
			"Do not use them as a benchmark for a small area.",
		Options: []BankOption{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No", WriteIn: true}},
	},
	{
		ID: "health-condition", Name: "Health conditions",
		Text:           "Do you have any physical or mental health conditions or illnesses lasting or expected to last 12 months or more?",
		Characteristic: Disability, Sensitive: true, Source: censusSource, Period: Period{From: census2011},
		Caution: "Together with the question on day-to-day activities, this shows who is disabled under the Equality Act (TS038). " +
			"Do not compare it with a question on whether people consider themselves disabled.",
		Options: []BankOption{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
	},
	{
		ID: "activity-limitation", Name: "Day-to-day activities",
		Text:           "Do any of your conditions or illnesses reduce your ability to carry out day-to-day activities?",
		Characteristic: Disability, Sensitive: true, Source: censusSource, Census: "TS038", Period: Period{From: census2011},
		FollowUp: &FollowUp{"health-condition", []string{"yes"}},
		Options: []BankOption{
			{ID: "a-lot", Text: "Yes, a lot"},
			{ID: "a-little", Text: "Yes, a little"},
			{ID: "not-at-all", Text: "Not at all"},
		},
	},
	{
		ID: "ethnic-group", Name: "Ethnic group", Text: "What is your ethnic group?",
		Hint:           "Choose the one that best describes your ethnic group or background.",
		Characteristic: Race, Sensitive: true, Source: annexCSource, Census: "TS021", Period: Period{From: censusDay},
		Options: options(ethnicOptions2021),
	},
	{
		ID: "ethnic-group", Name: "Ethnic group", Text: "What is your ethnic group?",
		Hint:           "Choose the one that best describes your ethnic group or background.",
		Characteristic: Race, Sensitive: true, Source: govUKSource, Period: Period{From: census2011, To: beforeCensus},
		Caution: "The 2011 list does not include Roma. Map it to the 2021 list before comparing it with Census 2021.",
		Options: options(ethnicOptions2011),
	},
	{
		ID: "religion", Name: "Religion", Text: "What is your religion?",
		Characteristic: ReligionBelief, Sensitive: true, Source: censusSource, Census: "TS030",
		Caution: "Beliefs such as humanism cannot be distinguished from no religion.",
		Options: []BankOption{
			{ID: "no-religion", Text: "No religion"},
			{ID: "christian", Text: "Christian", Hint: "Including Church of England, Catholic, Protestant and all other Christian denominations"},
			{ID: "buddhist", Text: "Buddhist"}, {ID: "hindu", Text: "Hindu"}, {ID: "jewish", Text: "Jewish"},
			{ID: "muslim", Text: "Muslim"}, {ID: "sikh", Text: "Sikh"},
			{ID: "other", Text: "Any other religion", WriteIn: true},
		},
	},
	{
		ID: "sexual-orientation", Name: "Sexual orientation", Text: "Which of the following best describes your sexual orientation?",
		Characteristic: SexualOrientation, Sensitive: true, MinAge: 16, Source: censusSource, Census: "TS077",
		Options: []BankOption{
			{ID: "straight", Text: "Straight or Heterosexual"}, {ID: "gay-lesbian", Text: "Gay or Lesbian"},
			{ID: "bisexual", Text: "Bisexual"}, {ID: "other", Text: "Other sexual orientation", WriteIn: true},
		},
	},
	{
		ID: "marital-status", Name: "Marital or civil partnership status",
		Text:           "What is your legal marital or registered civil partnership status?",
		Characteristic: MarriagePartnership, MinAge: 16, Source: censusSource, Census: "TS002", Period: Period{From: "2014-03-13"},
		Options: []BankOption{
			{ID: "never-married", Text: "Never married and never registered a civil partnership"},
			{ID: "married", Text: "Married"},
			{ID: "civil-partnership", Text: "In a registered civil partnership"},
			{ID: "separated-married", Text: "Separated, but still legally married"},
			{ID: "separated-partnership", Text: "Separated, but still legally in a civil partnership"},
			{ID: "divorced", Text: "Divorced"},
			{ID: "dissolved", Text: "Formerly in a civil partnership which is now legally dissolved"},
			{ID: "widowed", Text: "Widowed"},
			{ID: "surviving-partner", Text: "Surviving partner from a registered civil partnership"},
		},
	},
	{
		ID: "pregnancy", Name: "Pregnancy and maternity", Text: "Are you pregnant or have you given birth in the last 26 weeks?",
		Characteristic: PregnancyMaternity, Sensitive: true, MinAge: 16, Source: customSource,
		Options: []BankOption{{ID: "yes", Text: "Yes"}, {ID: "no", Text: "No"}},
	},
	{
		ID: "unpaid-care", Name: "Unpaid care",
		Text: "Do you look after, or give any help or support to, anyone because they have " +
			"long-term physical or mental health conditions or illnesses, or problems related to old age?",
		Hint:           "Exclude anything you do as part of your paid employment.",
		Characteristic: Carers, MinAge: 5, Source: censusSource, Census: "TS039", Period: Period{From: censusDay},
		Options: []BankOption{
			{ID: "no", Text: "No"}, {ID: "up-to-9", Text: "Yes, 9 hours a week or less"},
			{ID: "hours-10-19", Text: "Yes, 10 to 19 hours a week"}, {ID: "hours-20-34", Text: "Yes, 20 to 34 hours a week"},
			{ID: "hours-35-49", Text: "Yes, 35 to 49 hours a week"}, {ID: "hours-50-over", Text: "Yes, 50 or more hours a week"},
		},
	},
	{
		ID: "armed-forces", Name: "UK armed forces", Text: "Have you previously served in the UK Armed Forces?",
		Hint:           "Current serving members should only tick “No”.",
		Characteristic: ArmedForces, MinAge: 16, Source: censusSource, Census: "TS071", Period: Period{From: censusDay},
		Caution: "This shows veterans only. The Armed Forces Covenant also covers serving personnel and families.",
		Options: []BankOption{
			{ID: "regular", Text: "Yes, previously served in Regular Armed Forces"},
			{ID: "reserve", Text: "Yes, previously served in Reserve Armed Forces"},
			{ID: "no", Text: "No"},
		},
	},
	{
		ID: "main-language", Name: "Main language", Text: "What is your main language?",
		Characteristic: Language, MinAge: 3, Source: censusSource, Census: "TS024",
		Options: []BankOption{{ID: "english", Text: "English"}, {ID: "other", Text: "Other, including British Sign Language", WriteIn: true}},
	},
	{
		ID: "english-proficiency", Name: "English", Text: "How well can you speak English?",
		Characteristic: Language, MinAge: 3, Source: censusSource, Census: "TS029", FollowUp: &FollowUp{"main-language", []string{"other"}},
		Options: []BankOption{
			{ID: "very-well", Text: "Very well"}, {ID: "well", Text: "Well"},
			{ID: "not-well", Text: "Not well"}, {ID: "not-at-all", Text: "Not at all"},
		},
	},
	{
		ID: "national-identity", Name: "National identity", Text: "How would you describe your national identity?",
		Hint:           "Choose the one that describes it best.",
		Characteristic: Race, Sensitive: true, Source: censusSource,
		Caution: "People choose one option here but could choose several in the census, so do not compare the figures.",
		Options: []BankOption{
			{ID: "british", Text: "British"}, {ID: "english", Text: "English"}, {ID: "welsh", Text: "Welsh"},
			{ID: "scottish", Text: "Scottish"}, {ID: "northern-irish", Text: "Northern Irish"},
			{ID: "other", Text: "Other", WriteIn: true},
		},
	},
	{
		ID: "general-health", Name: "General health", Text: "How is your health in general?",
		Characteristic: HealthInequality, Sensitive: true, Source: censusSource, Census: "TS037",
		Options: []BankOption{
			{ID: "very-good", Text: "Very good"}, {ID: "good", Text: "Good"}, {ID: "fair", Text: "Fair"},
			{ID: "bad", Text: "Bad"}, {ID: "very-bad", Text: "Very bad"},
		},
	},
}
