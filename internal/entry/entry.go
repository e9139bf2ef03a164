// Package entry records responses that do not arrive through the website: paper
// forms and phone or face-to-face responses, which become ordinary responses,
// and letters, petitions and events, which are counted separately.
package entry

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/files"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/survey"
)

// Service holds the use cases of data entry.
type Service struct {
	DB      *db.DB
	Log     *record.Log
	Intake  *intake.Service
	Deleter *retention.Deleter
	Files   *files.Service // for scans of letters; see AttachFile
}

// BatchState is the stage of work on a batch.
type BatchState string

// The states of a batch.
const (
	BatchKeying   BatchState = "keying"   // forms are entered for the first time
	BatchChecking BatchState = "checking" // the sample is entered a second time and differences are resolved
	BatchClosed   BatchState = "closed"   // no more changes
)

// Batch is a set of forms that were received together.
type Batch struct {
	ID, Consultation, Org string
	Reference             string // what staff wrote on the batch
	Channel               intake.Channel
	Edition               string
	FormVersion           string // version of the paper form
	ReceivedOn            string // date the forms were received, as 2016-05-27
	FormCount             int64  // number of forms in the batch
	SampleSize            int64  // number of forms to enter twice
	Seed                  string // selects the sample; secret until the first entry is finished
	State                 BatchState
	OpenedBy              string
	OpenedAt              time.Time
	Version               int64

	IdempotencyKey string // from the page that opens a batch, so that submitting it twice opens one batch
}

// BatchChannels are the channels of a batch: all but the web.
var BatchChannels = []intake.Channel{intake.Paper, intake.Email, intake.Phone, intake.InPerson}

// maxForms is the highest number of forms in a batch.
const maxForms = 1000

// Check validates a new batch. It returns the name of the form field that is
// wrong, and the error.
func (b *Batch) Check() (field string, err error) {
	switch {
	case b.Reference == "" || len([]rune(b.Reference)) > 100:
		return "reference", fault.New(fault.Invalid, "Enter a batch reference of up to 100 characters.")
	case !slices.Contains(BatchChannels, b.Channel):
		return "channel", fault.New(fault.Invalid, "Select how the forms were received.")
	case b.FormCount < 1 || b.FormCount > maxForms:
		return "forms", fault.Newf(
			fault.Invalid,
			"Enter the number of forms in the batch, from 1 to %d. Split a larger batch.",
			maxForms,
		)
	case b.SampleSize < 0 || b.SampleSize > b.FormCount:
		return "second", fault.New(fault.Invalid, "Enter the percentage of forms to enter twice, from 0 to 100.")
	}
	return "", nil
}

// SampleSize returns percent of forms, rounded up, so that any percentage above
// 0 selects at least one form.
func SampleSize(forms, percent int64) int64 {
	return min(forms, (max(forms, 0)*max(percent, 0)+99)/100)
}

// KeyedForm is one form of a batch as it was entered.
type KeyedForm struct {
	Number, Attempt int64
	Response        string // id of the response
	KeyedBy         string
	Unreadable      []string // ids of questions with illegible answers
	Sampled         bool     // it is entered twice
}

// Resolution is the decision about a question on which two entries differ.
type Resolution string

// The resolutions.
const (
	FirstCorrect   Resolution = "first"
	SecondCorrect  Resolution = "second"
	NeitherCorrect Resolution = "neither"
	AnswersErased  Resolution = "erased" // cannot be decided: the answers were erased or redacted
)

// FieldComparison is one question of a form that was entered twice.
type FieldComparison struct {
	Number             int64
	Question           string
	Position           int64 // number of the question on the form
	FirstBy, SecondBy  string
	Differs            bool
	Resolution         Resolution // "" while unresolved
	Reason, ResolvedBy string
}

// requireEnter returns fault.Forbidden unless by may enter responses.
func requireEnter(by actor.Actor) error {
	if !by.May(actor.EnterResponses) {
		return fault.New(fault.Forbidden, "You do not have permission to enter responses.")
	}
	return nil
}

// compareKeyings compares two entries of one form, question by question.
// Questions that neither entry was asked are left out.
func compareKeyings(first, second survey.Answers) (all []FieldComparison) {
	first.Each(func(q *survey.Question, a survey.Answer) {
		b := second.Get(q.ID)
		if a.State != survey.NotAsked || b.State != survey.NotAsked {
			all = append(all, FieldComparison{Question: q.ID, Differs: !equalAnswers(a, b) && !samePlaces(q, a, b)})
		}
	})
	return all
}
