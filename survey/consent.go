package survey

import (
	"slices"
	"strings"
)

// A question of kind [Consent] asks whether what the respondent wrote may be published. Its
// options have these IDs and their meaning is fixed; only their texts are the form's own.
// No answer to another question, and no blank, is consent.
const (
	ConsentUnnamed = "yes"   // may be published, without a name
	ConsentNamed   = "named" // may be published, with the name that the respondent gave
	ConsentRefused = "no"    // may not be published
)

// consentIDs are the options of a Consent question.
var consentIDs = []string{ConsentUnnamed, ConsentNamed, ConsentRefused}

// OneOption reports whether an answer to a question of kind k is one of its options.
func (k QuestionKind) OneOption() bool { return k == Single || k == Dropdown || k == Consent }

// ConsentQuestion returns the Consent question of f, or nil.
func (f *Form) ConsentQuestion() *Question {
	for _, q := range f.questions() {
		if q.Kind == Consent {
			return q
		}
	}
	return nil
}

// PublishingConsent returns whether the respondent agreed that what they wrote is published,
// and whether they agreed to be named with it. Both are false unless they were asked and
// answered so.
func (a Answers) PublishingConsent() (publish, named bool) {
	if a.form == nil {
		return false, false
	}
	q := a.form.ConsentQuestion()
	if q == nil {
		return false, false
	}
	chosen := a.Get(q.ID).Options
	named = slices.Contains(chosen, ConsentNamed)
	return named || slices.Contains(chosen, ConsentUnnamed), named
}

// HasFreeText reports whether f has a question, outside the equality monitoring pages, that
// people answer in their own words.
func (f *Form) HasFreeText() bool {
	for page, q := range f.Expanded().questions() {
		if !page.Monitoring && q.Kind.IsOwnWords() {
			return true
		}
	}
	return false
}

// checkConsent checks the options of a Consent question: "no", and at least one that
// agrees. earlier is the form's Consent question before q, or nil.
func (in *validator) checkConsent(page *Page, q, earlier *Question) {
	if q.Kind != Consent {
		return
	}
	has := map[string]bool{}
	for i := range q.Options {
		id := q.Options[i].ID
		in.require(slices.Contains(consentIDs, id),
			"Remove option %q from question %q: a consent question has the options %s.",
			id, q.ID, strings.Join(consentIDs, ", ")).as(ConsentOptions)
		has[id] = true
	}
	in.require(has[ConsentRefused] && (has[ConsentUnnamed] || has[ConsentNamed]),
		"Give question %q the option no and at least one of the options yes and named.", q.ID).as(ConsentOptions)
	in.require(!page.Monitoring, "Move question %q: it cannot be on an equality monitoring page.", q.ID).
		as(ConsentMonitoring)
	in.require(earlier == nil, "Remove question %q: the form already asks for consent to publish.", q.ID).
		as(SecondConsent)
	in.require(!q.PreferNotToSay, "Remove %s from question %q: a blank answer is no consent.", setting("preferNotToSay"), q.ID).
		as(ConsentOptions)
}
