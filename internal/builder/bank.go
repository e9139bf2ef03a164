package builder

import (
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// BankQuestion is an ordinary question that many consultations ask, to be taken over
// and changed.
type BankQuestion struct {
	Name     string // English, a message of the interface
	Question survey.Question
}

// Bank returns the ordinary questions, in the order in which they are offered.
// Questions about the person are in the bank of package equality.
func Bank() []BankQuestion {
	options := func(pairs ...string) (all []survey.Option) {
		for i := 0; i < len(pairs); i += 2 {
			all = append(all, survey.Option{ID: pairs[i], Text: pairs[i+1]})
		}
		return all
	}
	role := options("resident", "As a resident", "business", "As a business", "organisation", "For a voluntary or community organisation",
		"public-body", "For another public body", "councillor", "As a councillor", "other", "Other")
	role[len(role)-1].WriteIn = true
	heard := options("letter", "Letter or leaflet", "email", "Email", "social-media", "Social media", "news", "Newspaper, radio or TV",
		"event", "Event or meeting", "library", "Library or other council building", "someone", "Word of mouth", "other", "Other")
	heard[len(heard)-1].WriteIn = true
	return []BankQuestion{
		{
			locale.Key("Type of respondent"),
			survey.Question{ID: "role", Kind: survey.Single, Required: true, Text: "How are you responding to this consultation?", Options: role},
		},
		{
			locale.Key("Name of organisation"),
			survey.Question{ID: "organisation", Kind: survey.ShortText, Text: "What is the name of your organisation?",
				Hint: "We may publish the names of organisations that respond."},
		},
		{
			locale.Key("Whether they agree with the proposal"),
			survey.Question{ID: "agree", Kind: survey.Single, Text: "To what extent do you agree or disagree with our proposal?", Options: options(
				"strongly-agree",
				"Strongly agree",
				"agree",
				"Agree",
				"neither",
				"Neither agree nor disagree",
				"disagree",
				"Disagree",
				"strongly-disagree",
				"Strongly disagree",
				"do-not-know",
				"Do not know",
			)},
		},
		{
			locale.Key("Reasons for their answer"),
			survey.Question{
				ID:   "why",
				Kind: survey.LongText,
				Text: "Why do you say this?",
				Hint: "Do not include anything that could identify you or anyone else.",
			},
		},
		{
			locale.Key("What they would change"),
			survey.Question{
				ID:   "change",
				Kind: survey.LongText,
				Text: "What would you change about our proposal?",
				Hint: "Do not include anything that could identify you or anyone else.",
			},
		},
		{
			locale.Key("How the proposal affects them"),
			survey.Question{
				ID:   "affected",
				Kind: survey.LongText,
				Text: "How would our proposal affect you or people you know?",
				Hint: "Tell us if it would affect people with a protected characteristic, such as disabled people, more than other people.",
			},
		},
		{
			locale.Key("First part of postcode"),
			survey.Question{
				ID:             "postcode-district",
				Kind:           survey.ShortText,
				MaxLength:      4,
				PreferNotToSay: true,
				Text:           "What is the first part of your postcode?",
				Hint:           "For example, LE3. We do not ask for your full postcode because it could identify you.",
			},
		},
		{
			locale.Key("How they heard about the consultation"),
			survey.Question{ID: "heard", Kind: survey.Multiple, Text: "How did you hear about this consultation?", Options: heard},
		},
	}
}
