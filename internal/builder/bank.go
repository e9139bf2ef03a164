package builder

import (
	"slices"

	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// BankQuestion is a ready-made question that officers can add to a questionnaire and then change.
type BankQuestion struct {
	Name     string // a message of the interface, in English
	Question survey.Question
}

// Bank returns the ready-made questions in the order in which they are offered. Equality questions are not
// among them: package equality has its own bank.
func Bank() []BankQuestion {
	// options makes options of pairs of an id and a text.
	options := func(pairs ...string) (all []survey.Option) {
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, survey.Option{ID: pairs[i], Text: pairs[i+1]})
		}
		return all
	}
	role := options(
		"resident", "As a resident",
		"business", "As a business",
		"organisation", "For a voluntary or community organisation",
		"public-body", "For another public body",
		"councillor", "As a councillor",
		"other", "Other",
	)
	role[len(role)-1].WriteIn = true
	heard := options(
		"letter", "Letter or leaflet",
		"email", "Email",
		"social-media", "Social media",
		"news", "Newspaper, radio or TV",
		"event", "Event or meeting",
		"library", "Library or other council building",
		"someone", "Word of mouth",
		"other", "Other",
	)
	heard[len(heard)-1].WriteIn = true
	agree := options(
		"strongly-agree", "Strongly agree",
		"agree", "Agree",
		"neither", "Neither agree nor disagree",
		"disagree", "Disagree",
		"strongly-disagree", "Strongly disagree",
		"do-not-know", "Do not know",
	)
	const anonymous = "Do not include anything that could identify you or anyone else."
	return []BankQuestion{
		{locale.Key("Type of respondent"), survey.Question{
			ID: "role", Kind: survey.Single, Required: true, Options: role,
			Text: "How are you responding to this consultation?",
		}},
		{locale.Key("Name of organisation"), survey.Question{
			ID: "organisation", Kind: survey.ShortText,
			Text: "What is the name of your organisation?",
			Hint: "We may publish the names of organisations that respond.",
		}},
		{locale.Key("Whether they agree with the proposal"), survey.Question{
			ID: "agree", Kind: survey.Single, Options: agree,
			Text: "To what extent do you agree or disagree with our proposal?",
		}},
		{locale.Key("Reasons for their answer"), survey.Question{
			ID: "why", Kind: survey.LongText,
			Text: "Why do you say this?",
			Hint: anonymous,
		}},
		{locale.Key("What they would change"), survey.Question{
			ID: "change", Kind: survey.LongText,
			Text: "What would you change about our proposal?",
			Hint: anonymous,
		}},
		{locale.Key("How the proposal affects them"), survey.Question{
			ID: "affected", Kind: survey.LongText,
			Text: "How would our proposal affect you or people you know?",
			Hint: "Tell us if it would affect people with a protected characteristic, such as disabled people, " +
				"more than other people.",
		}},
		{locale.Key("How often they use the service"), survey.Question{
			ID: "times", Kind: survey.Number, Least: new("0"), Most: new("366"), Unit: "times",
			Text:    "How many times have you used this service in the last 12 months?",
			Hint:    "Give your best guess.",
			Options: options("dont-know", "I do not know"),
		}},
		{locale.Key("When they last used the service"), survey.Question{
			ID: "last-time", Kind: survey.Date, Most: new("today"),
			Text:    "When did you last use this service?",
			Hint:    "For example, 14 3 2026. If you are not sure of the day, enter the first of the month.",
			Options: options("never", "I have never used it", "dont-know", "I do not remember"),
		}},
		{locale.Key("Consent to publish"), ConsentQuestion()},
		{locale.Key("First part of postcode"), survey.Question{
			ID: "postcode-district", Kind: survey.ShortText, MaxLength: 4, PreferNotToSay: true,
			Text: "What is the first part of your postcode?",
			Hint: "For example, LE3. We do not ask for your full postcode because it could identify you.",
		}},
		{locale.Key("How they heard about the consultation"), survey.Question{
			ID: "heard", Kind: survey.Multiple, Options: heard,
			Text: "How did you hear about this consultation?",
		}},
	}
}

// ConsentQuestion returns the ready-made question that asks whether we may publish what people wrote.
func ConsentQuestion() survey.Question {
	return survey.Question{
		ID: "publish", Kind: survey.Consent,
		Text: "May we publish what you write?",
		Hint: "We read every comment before we publish it. We never publish the names of individuals.",
		Options: []survey.Option{
			{ID: survey.ConsentUnnamed, Text: "Yes, without a name"},
			{ID: survey.ConsentNamed, Text: "Yes, with the name of my organisation"},
			{ID: survey.ConsentRefused, Text: "No"},
		},
	}
}

// ConsentOptions returns the options of a consent question with the texts of those options in typed. Their
// meaning is fixed: other options are dropped. The option with a name may be missing.
func ConsentOptions(typed []survey.Option) (all []survey.Option) {
	at := func(id string) int {
		return slices.IndexFunc(typed, func(o survey.Option) bool { return o.ID == id })
	}
	for _, o := range ConsentQuestion().Options {
		switch i := at(o.ID); {
		case i >= 0:
			o = survey.Option{ID: o.ID, Text: typed[i].Text, Hint: typed[i].Hint}
		case o.ID == survey.ConsentNamed && at(survey.ConsentRefused) >= 0:
			continue // removed
		}
		all = append(all, o)
	}
	return all
}
