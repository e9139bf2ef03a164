package consult

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// ChangeKind is the kind of a change to a question while the consultation is
// published.
type ChangeKind string

// The kinds of change. Answers before and after a MeaningChange are answers to
// two questions and must not be added up.
const (
	WordingChange ChangeKind = "wording"
	MeaningChange ChangeKind = "meaning"
)

// DeclaredChange is what an officer declared about a changed question.
type DeclaredChange struct {
	Question string     `yaml:"question" json:"question"`
	Kind     ChangeKind `yaml:"kind" json:"kind"`
	Note     string     `yaml:"note" json:"note,omitempty"`
}

// QuestionChange is a question that differs between a form and the form that it
// replaced.
type QuestionChange struct {
	NewVersion, OldVersion string // versions of the two forms
	Question               string
	Kind                   ChangeKind
	Note                   string // published
	At                     time.Time
}

// ListQuestionChanges returns the changes to questions of slug since it was
// published, oldest first.
func ListQuestionChanges(ctx context.Context, tx *db.Tx, slug Slug) ([]QuestionChange, error) {
	return db.All(ctx, tx, func(row db.Row) (c QuestionChange, err error) {
		return c, row.Scan(&c.NewVersion, &c.OldVersion, &c.Question, &c.Kind, &c.Note, db.ScanTime(&c.At))
	}, `SELECT version, old_version, question, kind, note, changed_at FROM consult_question_change
		WHERE consultation = $1 ORDER BY changed_at, version, question`, slug)
}

// QuestionDifference is a question that differs between two forms.
type QuestionDifference struct {
	Question         string
	OldText, NewText string // "" where it is not asked
	ChangesMeaning   bool   // cannot be declared a WordingChange
	Why              string // why ChangesMeaning, in English
}

// CompareForms returns the questions that differ between before and after, in
// the order of after, followed by those that were removed.
func CompareForms(before, after *survey.Form) (all []QuestionDifference) {
	before, after = before.Unrepeated(), after.Unrepeated()
	for i := range after.Pages {
		p := &after.Pages[i]
		for j := range p.Questions {
			q := &p.Questions[j]
			old, oldPage := findQuestion(before, q.ID)
			if old == nil {
				all = append(all, QuestionDifference{q.ID, "", q.Text, true, "This question is new."})
				continue
			}
			why, differs := compareQuestions(old, oldPage, q, p)
			if why == "" && j == 0 && !reflect.DeepEqual(oldPage.Repeat, p.Repeat) {
				differs = true // how often the page can be answered, or the words for that
			}
			if differs {
				all = append(all, QuestionDifference{q.ID, old.Text, q.Text, why != "", why})
			}
		}
	}
	for _, p := range before.Pages {
		for _, q := range p.Questions {
			if kept, _ := findQuestion(after, q.ID); kept == nil {
				all = append(all, QuestionDifference{q.ID, q.Text, "", true, locale.Key("This question has been removed.")})
			}
		}
	}
	return all
}

// findQuestion is Form.Question for a form that is not validated yet.
func findQuestion(f *survey.Form, id string) (*survey.Question, *survey.Page) {
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			if f.Pages[i].Questions[j].ID == id {
				return &f.Pages[i].Questions[j], &f.Pages[i]
			}
		}
	}
	return nil, nil
}

// compareQuestions reports whether two versions of a question differ. why is the
// difference that changes its meaning, or "" if only the wording differs.
func compareQuestions(
	before *survey.Question, beforePage *survey.Page,
	after *survey.Question, afterPage *survey.Page,
) (why string, differs bool) {
	switch {
	case before.Kind != after.Kind:
		return locale.Key("The type of answer has changed."), true
	case !slices.Equal(optionKeys(before.Options), optionKeys(after.Options)):
		return locale.Key("The answers to choose from have changed."), true
	case !slices.Equal(optionKeys(before.Rows), optionKeys(after.Rows)):
		return "The rows have changed.", true
	case conditionJSON(before.When) != conditionJSON(after.When) ||
		conditionJSON(beforePage.When) != conditionJSON(afterPage.When):
		return locale.Key("The condition for showing it has changed."), true
	case (beforePage.Repeat == nil) != (afterPage.Repeat == nil):
		return locale.Key("It was asked once and is now asked several times, or the other way round."), true
	case beforePage.Monitoring != afterPage.Monitoring:
		return "It has moved into or out of the equality questions.", true
	case string(questionStructureJSON(before)) != string(questionStructureJSON(after)):
		return "The limits on answers have changed.", true
	}
	return "", string(questionJSON(*before)) != string(questionJSON(*after)) || beforePage.Intro != afterPage.Intro ||
		beforePage.RandomOrder != afterPage.RandomOrder
}

// optionKeys returns what identifies the options apart from their wording and
// order.
func optionKeys(list []survey.Option) (all []string) {
	for _, o := range list {
		all = append(all, fmt.Sprint(o.ID, o.Exclusive, o.WriteIn, o.Merges))
	}
	slices.Sort(all)
	return all
}

// questionJSON is the JSON of q without its condition.
func questionJSON(q survey.Question) []byte {
	q.When = nil
	return (&survey.Form{Pages: []survey.Page{{Questions: []survey.Question{q}}}}).JSON()
}

// questionStructureJSON is the JSON of q without texts and options: its type and
// its limits on answers.
func questionStructureJSON(q *survey.Question) []byte {
	bare := *q
	bare.Text, bare.Hint, bare.Body, bare.Options, bare.Rows, bare.Wordings = "", "", "", nil, nil, nil
	bare.PatternHelp, bare.RandomOrder = "", false // an order does not change what is asked
	return questionJSON(bare)
}

func conditionJSON(c *survey.Condition) string { return db.JSON(c) }

// questionChanges compares the forms of the definition with those in use,
// edition by edition. It returns fault.Invalid for a change of meaning that was
// declared a change of wording.
func (d *definitionUpdate) questionChanges(
	ctx context.Context,
	tx *db.Tx,
	refs []FormRef,
	now time.Time,
) (all []QuestionChange, err error) {
	declared := map[string]DeclaredChange{}
	for _, c := range d.def.DeclaredChanges {
		if c.Kind != WordingChange && c.Kind != MeaningChange {
			return nil, fault.Newf(fault.Invalid, "Select whether the wording or the meaning of question %q has changed.", c.Question)
		}
		declared[c.Question] = c
	}
	for _, f := range d.forms {
		at := slices.IndexFunc(refs, func(ref FormRef) bool { return ref.Edition == f.Edition })
		if at < 0 || refs[at].Version == f.Version() {
			continue
		}
		old, err := FormByVersion(ctx, tx, refs[at].Version)
		if err != nil {
			return nil, err
		}
		for _, diff := range CompareForms(old, f) {
			c := QuestionChange{NewVersion: f.Version(), OldVersion: refs[at].Version, Question: diff.Question, Kind: MeaningChange, At: now}
			if change, ok := declared[diff.Question]; ok {
				c.Kind, c.Note = change.Kind, strings.TrimSpace(change.Note)
			}
			if diff.ChangesMeaning && c.Kind == WordingChange {
				return nil, fault.Newf(
					fault.Invalid,
					"The change to question %q affects more than its wording. %s Select that its meaning has changed.",
					diff.Question,
					diff.Why,
				)
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// checkCountable returns fault.Conflict if responses to earlier forms could no
// longer be counted with the new master form, because a question or an option
// was removed.
func (d *definitionUpdate) checkCountable(ctx context.Context, tx *db.Tx, responses int64) error {
	if responses == 0 || len(d.forms) == 0 {
		return nil
	}
	versions, err := db.All(ctx, tx, db.Text,
		`SELECT version FROM consult_form_use WHERE consultation = $1 ORDER BY version`, d.consultation.Slug)
	if err != nil {
		return err
	}
	for _, version := range versions {
		old, err := FormByVersion(ctx, tx, version)
		if err != nil {
			return err
		}
		if wrong := survey.CheckEdition(d.forms[0], old); wrong != nil {
			return &fault.Error{
				Kind: fault.Conflict,
				Err:  wrong,
				Say: "People have responded, and some of their answers could no longer be counted, " +
					"because a question, answer or row has been removed or its type has changed. " +
					"Keep the old question and add a new one.",
			}
		}
	}
	return nil
}

func saveQuestionChanges(ctx context.Context, tx *db.Tx, slug Slug, all []QuestionChange) error {
	var rows [][]any
	for _, c := range all {
		rows = append(rows, []any{slug, c.NewVersion, c.OldVersion, c.Question, string(c.Kind), c.Note, db.Time(c.At)})
	}
	_, err := tx.Insert(ctx, `consult_question_change (consultation, version, old_version, question, kind, note, changed_at)`, rows,
		`ON CONFLICT (consultation, version, old_version, question)
			DO UPDATE SET kind = excluded.kind, note = excluded.note, changed_at = excluded.changed_at`)
	return err
}

// BrokenPromises returns the promises to people who responded to last that next
// would break: what equality monitoring answers are used for, and that no email
// address is asked for. Each is a sentence for officers.
func BrokenPromises(last, next *Definition) (all locale.LazyMessages) {
	before, after := last.Monitoring, next.Monitoring
	if before != nil && after != nil {
		for _, promise := range []struct {
			before, after string
			broken        locale.LazyMessage
		}{
			{
				before.Purpose, after.Purpose,
				locale.Lazy("You cannot change what equality monitoring answers are used for after people have responded."),
			},
			{
				before.PolicyDocument, after.PolicyDocument,
				locale.Lazy("You cannot change the policy document for equality monitoring answers after people have responded."),
			},
		} {
			if promise.before != "" && promise.before != promise.after {
				all = append(all, promise.broken)
			}
		}
	}
	if before == nil && after != nil {
		all = append(all, locale.Lazy("People have already responded without equality questions, so you cannot add them."))
	}
	for i := range next.Forms {
		for _, p := range next.Forms[i].Pages {
			for _, q := range p.Questions {
				if q.Kind.IsContact() && !asksQuestion(last, q.ID, q.Kind) {
					all = append(all, locale.Lazy(
						"People have already responded without being asked for contact details, so the question “%s” cannot ask for them.",
						cmp.Or(q.Text, q.ID)))
				}
			}
		}
	}
	return all
}

// asksQuestion reports whether a form of d has a question with this ID and kind.
func asksQuestion(d *Definition, id string, kind survey.QuestionKind) bool {
	for i := range d.Forms {
		if q, _ := findQuestion(&d.Forms[i], id); q != nil && q.Kind == kind {
			return true
		}
	}
	return false
}
