package analysis

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/survey"
)

// questionChanges returns the changes to questions of slug after publication, or
// those of an earlier release as, if it is not nil.
func questionChanges(ctx context.Context, tx *db.Tx, slug string, as *Release) (all []QuestionChange, err error) {
	if as != nil {
		return as.Changes, nil
	}
	changes, err := consult.ListQuestionChanges(ctx, tx, slug)
	var sequence int64
	for i, change := range changes {
		if i == 0 || !change.At.Equal(changes[i-1].At) {
			sequence++
		}
		before, err := consult.FormByVersion(ctx, tx, change.OldVersion)
		if err != nil {
			return nil, err
		}
		after, err := consult.FormByVersion(ctx, tx, change.NewVersion)
		if err != nil {
			return nil, err
		}
		c := QuestionChange{
			Question:   change.Question,
			Kind:       change.Kind,
			Note:       change.Note,
			Edition:    after.Edition,
			OldVersion: change.OldVersion,
			NewVersion: change.NewVersion,
			Date:       change.At.Format(time.DateOnly),
			Sequence:   sequence,
		}
		if q, _ := before.Combined().Question(change.Question); q != nil {
			c.OldText = q.Text
		}
		if q, _ := after.Combined().Question(change.Question); q != nil {
			c.NewText = q.Text
		}
		all = append(all, c)
	}
	return all, err
}

// formVersions returns the versions of the forms in use, the master first, or
// fault.Conflict if there are none.
func formVersions(ctx context.Context, tx *db.Tx, slug string) (all []string, err error) {
	refs, err := consult.Forms(ctx, tx, slug)
	if err == nil && len(refs) == 0 {
		err = fault.New(fault.Conflict, "This consultation has no questionnaire, so there are no results to release.")
	}
	for _, ref := range refs {
		all = append(all, ref.Version)
	}
	return all, err
}

// parseAnswers returns the answers and, if there are any, the equality monitoring
// answers of a response, as answers to f.Combined(): a respondent is in no count twice.
func parseAnswers(f *survey.Form, stored intake.StoredResponse) (parts []survey.Answers, err error) {
	for _, canonical := range [][]byte{stored.Answers, stored.Monitoring} {
		if canonical == nil {
			continue
		}
		a, err := survey.ParseAnswers(f, canonical)
		if err != nil {
			return nil, err
		}
		parts = append(parts, a.Combined())
	}
	return parts, nil
}
