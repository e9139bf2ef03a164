// Package entry brings in what did not come over the web: forms on paper, calls
// and visits as responses like any other; letters, petitions and events beside
// them, counted apart.
package entry

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/survey"
)

// Service is what can be done with entries.
type Service struct {
	DB     *db.DB
	Log    *record.Log
	Intake *intake.Service
}

// BatchState says how far the work on a bundle has come.
type BatchState string

// The states of a bundle.
const (
	BatchKeying   BatchState = "keying"   // its forms are keyed for the first time
	BatchChecking BatchState = "checking" // the sample is keyed a second time and differences are settled
	BatchClosed   BatchState = "closed"   // nothing in it changes any more
)

// Batch is a bundle of forms that are keyed together.
type Batch struct {
	ID, Consultation, Org string
	Reference             string // what is written on the bundle
	Channel               intake.Channel
	Edition               string
	FormVersion           string // version of the paper form
	ReceivedOn            string // on which the forms were received: 2016-05-27
	FormCount             int64  // how many the bundle holds
	SampleSize            int64  // how many of them are keyed twice
	Seed                  string // draws which; not for anybody to see before the first keying is finished
	State                 BatchState
	OpenedBy              string
	OpenedAt              time.Time
	Version               int64

	IdempotencyKey string // of the form on which a new one was opened: the form sent twice is one bundle
}

// BatchChannels are those of a bundle: all but the web.
var BatchChannels = []intake.Channel{intake.Paper, intake.Email, intake.Phone, intake.InPerson}

// maxForms is how many forms a bundle may hold.
const maxForms = 1000

// Check says what is wrong with a new bundle, and in which field.
func (b *Batch) Check() (field string, err error) {
	switch {
	case b.Reference == "" || len([]rune(b.Reference)) > 100:
		return "reference", fault.New(fault.Invalid, "Enter a batch reference of up to 100 characters.")
	case !slices.Contains(BatchChannels, b.Channel):
		return "channel", fault.New(fault.Invalid, "Select how the forms were received.")
	case b.FormCount < 1 || b.FormCount > maxForms:
		return "forms", fault.Newf(fault.Invalid, "Enter the number of forms in the batch, from 1 to %d. Split a larger batch.", maxForms)
	case b.SampleSize < 0 || b.SampleSize > b.FormCount:
		return "second", fault.New(fault.Invalid, "Enter the percentage of forms to enter twice, from 0 to 100.")
	}
	return "", nil
}

// SampleSize is how many of forms are percent of them, and at least one if it is
// more than nothing.
func SampleSize(forms, percent int64) int64 {
	return min(forms, (max(forms, 0)*max(percent, 0)+99)/100)
}

// KeyedForm is one form of a bundle as it was keyed.
type KeyedForm struct {
	Number, Attempt int64
	Response        string // its id
	KeyedBy         string
	Unreadable      []string // ids of questions whose answer nobody could read
}

// Resolution says who read an answer rightly.
type Resolution string

// The rulings.
const (
	FirstCorrect   Resolution = "first"
	SecondCorrect  Resolution = "second"
	NeitherCorrect Resolution = "neither"
	AnswersErased  Resolution = "gone" // nobody can say any more: the answers were erased, or words were taken out of them
)

// FieldComparison is one question of a form that was keyed twice.
type FieldComparison struct {
	Number             int64
	Question           string
	FirstBy, SecondBy  string
	Differs            bool
	Resolution         Resolution // "" while it waits
	Reason, ResolvedBy string
}

// allResolved reports whether all that differs has a ruling.
func allResolved(fields []FieldComparison) bool {
	return !slices.ContainsFunc(fields, func(f FieldComparison) bool { return f.Differs && f.Resolution == "" })
}

// requireEnter says whether by may enter responses.
func requireEnter(by actor.Actor) error {
	if !by.May(actor.EnterResponses) {
		return fault.New(fault.Forbidden, "You do not have permission to enter responses.")
	}
	return nil
}

// compareKeyings holds two readings of one form against each other, question by
// question. What neither was asked is not compared.
func compareKeyings(first, second survey.Answers) (all []FieldComparison) {
	first.Each(func(q *survey.Question, a survey.Answer) {
		b := second.Get(q.ID)
		if a.State != survey.NotAsked || b.State != survey.NotAsked {
			all = append(all, FieldComparison{Question: q.ID, Differs: !equalAnswers(a, b)})
		}
	})
	return all
}
