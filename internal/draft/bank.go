package draft

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
		"public-body", "For another public body", "councillor", "As a councillor", "other", "In another capacity")
	role[len(role)-1].WriteIn = true
	heard := options("letter", "A letter or leaflet", "email", "An email", "social-media", "Social media", "news", "A newspaper, radio or television",
		"event", "An event or a meeting", "library", "In a library or another council building", "someone", "Somebody told me", "other", "In another way")
	heard[len(heard)-1].WriteIn = true
	return []BankQuestion{
		{locale.Key("In what capacity somebody answers"), survey.Question{ID: "role", Kind: survey.Single, Required: true, Text: "In what capacity are you answering?", Options: role}},
		{locale.Key("Which organisation somebody answers for"), survey.Question{ID: "organisation", Kind: survey.ShortText, Text: "What is the name of your organisation?",
			Hint: "We may publish the names of organisations that answered."}},
		{locale.Key("Whether somebody agrees"), survey.Question{ID: "agree", Kind: survey.Single, Text: "To what extent do you agree or disagree with our proposal?", Options: options(
			"strongly-agree", "Strongly agree", "agree", "Agree", "neither", "Neither agree nor disagree", "disagree", "Disagree", "strongly-disagree", "Strongly disagree", "do-not-know", "Do not know")}},
		{locale.Key("Why somebody says so"), survey.Question{ID: "why", Kind: survey.LongText, Text: "Why do you say this?", Hint: "Do not write anything by which you or somebody else could be recognised."}},
		{locale.Key("What somebody would change"), survey.Question{ID: "change", Kind: survey.LongText, Text: "What would you change in our proposal?", Hint: "Do not write anything by which you or somebody else could be recognised."}},
		{locale.Key("How somebody is affected"), survey.Question{ID: "affected", Kind: survey.LongText, Text: "How would our proposal affect you or people you know?", Hint: "Tell us also if it would affect people with a protected characteristic, such as disabled people, more than others."}},
		{locale.Key("Postcode district"), survey.Question{ID: "postcode-district", Kind: survey.ShortText, MaxLength: 4, PreferNotToSay: true, Text: "What is the first part of your postcode?", Hint: "For example, LE3. We do not ask for the rest, which could tell who you are."}},
		{locale.Key("How somebody heard of this"), survey.Question{ID: "heard", Kind: survey.Multiple, Text: "How did you hear about this consultation?", Options: heard}},
	}
}
