package consult

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/survey"
)

// ChangeKind says what became of a question whose form was replaced while
// people could answer.
type ChangeKind string

// The kinds of changes. Answers before and after a change of meaning are not
// answers to the same question.
const (
	WordingChange ChangeKind = "wording"
	MeaningChange ChangeKind = "meaning"
)

// DeclaredChange is what an officer says of a question that reads differently now.
type DeclaredChange struct {
	Question string     `yaml:"question" json:"question"`
	Kind     ChangeKind `yaml:"kind" json:"kind"`
	Note     string     `yaml:"note" json:"note,omitempty"`
}

// QuestionChange is one question that differs between a form and the one before it.
type QuestionChange struct {
	NewVersion, OldVersion string // of the two forms
	Question               string
	Kind                   ChangeKind
	Note                   string
	At                     time.Time
}

// ListQuestionChanges returns how the questions of slug changed while people could answer,
// oldest first.
func ListQuestionChanges(ctx context.Context, tx *db.Tx, slug Slug) ([]QuestionChange, error) {
	return db.All(ctx, tx, func(row db.Row) (c QuestionChange, err error) {
		return c, row.Scan(&c.NewVersion, &c.OldVersion, &c.Question, &c.Kind, &c.Note, db.ScanTime(&c.At))
	}, `SELECT version, old_version, question, kind, note, changed_at FROM consult_question_change
		WHERE consultation = $1 ORDER BY changed_at, version, question`, slug)
}

// QuestionDifference is a question that two forms ask differently.
type QuestionDifference struct {
	Question         string
	OldText, NewText string // how it reads; "" where it is not asked
	ChangesMeaning   bool   // it is no matter of wording, whatever anybody says
	Why              string // what forces it, in English
}

// CompareForms returns the questions that was and is do not ask in the same way,
// in the order of is, those that are gone last.
func CompareForms(was, is *survey.Form) (all []QuestionDifference) {
	for i := range is.Pages {
		p := &is.Pages[i]
		for j := range p.Questions {
			q := &p.Questions[j]
			old, on := findQuestion(was, q.ID)
			if old == nil {
				all = append(all, QuestionDifference{q.ID, "", q.Text, true, "This question is new."})
				continue
			}
			if why, differs := compareQuestions(old, on, q, p); differs {
				all = append(all, QuestionDifference{q.ID, old.Text, q.Text, why != "", why})
			}
		}
	}
	for _, p := range was.Pages {
		for _, q := range p.Questions {
			if gone, _ := findQuestion(is, q.ID); gone == nil {
				all = append(all, QuestionDifference{q.ID, q.Text, "", true, locale.Key("This question has been removed.")})
			}
		}
	}
	return all
}

// findQuestion is Form.Question for a form that may still be incomplete.
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

// compareQuestions says whether two questions of one id differ, and what of it makes them
// two questions: "" if only their words do.
func compareQuestions(was *survey.Question, wasOn *survey.Page, is *survey.Question, isOn *survey.Page) (why string, differs bool) {
	switch {
	case was.Kind != is.Kind:
		return locale.Key("The type of answer has changed."), true
	case !slices.Equal(optionKeys(was.Options), optionKeys(is.Options)):
		return locale.Key("The answers to choose from have changed."), true
	case !slices.Equal(optionKeys(was.Rows), optionKeys(is.Rows)):
		return "The rows have changed.", true
	case conditionJSON(was.When) != conditionJSON(is.When) || conditionJSON(wasOn.When) != conditionJSON(isOn.When):
		return locale.Key("The condition for showing it has changed."), true
	case wasOn.Monitoring != isOn.Monitoring:
		return "It has moved into or out of the equality questions.", true
	case string(questionStructureJSON(was)) != string(questionStructureJSON(is)):
		return "The limits on answers have changed.", true
	}
	return "", string(questionJSON(*was)) != string(questionJSON(*is)) || wasOn.Intro != isOn.Intro
}

func optionKeys(list []survey.Option) (all []string) {
	for _, o := range list {
		all = append(all, fmt.Sprint(o.ID, o.Exclusive, o.WriteIn))
	}
	slices.Sort(all) // another order is another wording
	return all
}

// questionJSON is the JSON of a question by itself.
func questionJSON(q survey.Question) []byte {
	q.When = nil
	return (&survey.Form{Pages: []survey.Page{{Questions: []survey.Question{q}}}}).JSON()
}

// questionStructureJSON is a question without its words: what counts and what is taken.
func questionStructureJSON(q *survey.Question) []byte {
	bare := *q
	bare.Text, bare.Hint, bare.Body, bare.Options, bare.Rows = "", "", "", nil, nil
	return questionJSON(bare)
}

func conditionJSON(c *survey.Condition) string { return db.JSON(c) }

// questionChanges compares the forms of the definition with those in use, edition by
// edition, and holds what was said of each question against what is so.
func (d *definitionUpdate) questionChanges(
	ctx context.Context,
	tx *db.Tx,
	refs []FormRef,
	now time.Time,
) (all []QuestionChange, err error) {
	said := map[string]DeclaredChange{}
	for _, c := range d.def.DeclaredChanges {
		if c.Kind != WordingChange && c.Kind != MeaningChange {
			return nil, fault.Newf(fault.Invalid, "Select whether the wording or the meaning of question %q has changed.", c.Question)
		}
		said[c.Question] = c
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
			if s, ok := said[diff.Question]; ok {
				c.Kind, c.Note = s.Kind, strings.TrimSpace(s.Note)
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

// checkCountable refuses forms with which the answers that were given could not be
// counted any more: a question or an option that somebody chose is not taken
// away, but another put beside it.
func (d *definitionUpdate) checkCountable(ctx context.Context, tx *db.Tx, given int64) error {
	if given == 0 || len(d.forms) == 0 {
		return nil
	}
	versions, err := db.All(
		ctx,
		tx,
		db.Text,
		`SELECT version FROM consult_form_use WHERE consultation = $1 ORDER BY version`,
		d.consultation.Slug,
	)
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
				Say: fmt.Sprintf(
					"%d people have responded, and some of their answers could no longer be counted, because a question, answer or row has been removed or its type has changed. Keep the old question and add a new one.",
					given,
				),
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
	_, err := tx.Insert(
		ctx,
		`consult_question_change (consultation, version, old_version, question, kind, note, changed_at)`,
		rows,
		`ON CONFLICT (consultation, version, old_version, question) DO UPDATE SET kind = excluded.kind, note = excluded.note, changed_at = excluded.changed_at`,
	)
	return err
}

// BrokenPromises names what next would break of what those who answered last were
// promised: how their answers are kept apart and for how long, and that nobody
// asks who they are. Each is a sentence.
func BrokenPromises(last, next *Definition) (all locale.LazyMessages) {
	was, is := last.Monitoring, next.Monitoring
	if was != nil && is != nil {
		for _, p := range []struct {
			was, is string
			say     locale.LazyMessage
		}{
			{was.Purpose, is.Purpose, locale.Lazy("You cannot change what equality monitoring answers are used for after people have responded.")},
			{was.Retention, is.Retention, locale.Lazy("You cannot change how long equality monitoring answers are kept, because it has been published.")},
			{was.PolicyDocument, is.PolicyDocument, locale.Lazy("You cannot change the policy document for equality monitoring answers after people have responded.")},
		} {
			if p.was != "" && p.was != p.is {
				all = append(all, p.say)
			}
		}
	}
	if was == nil && is != nil {
		all = append(all, locale.Lazy("People have already responded without equality questions, so you cannot add them."))
	}
	for i := range next.Forms {
		for _, p := range next.Forms[i].Pages {
			for _, q := range p.Questions {
				if q.Kind == survey.Email && !asksQuestion(last, q.ID, survey.Email) {
					all = append(
						all,
						locale.Lazy(
							"People have already responded without being asked for an email address, so the question “%s” cannot ask for one.",
							cmp.Or(q.Text, q.ID),
						),
					)
				}
			}
		}
	}
	return all
}

func asksQuestion(d *Definition, id string, kind survey.QuestionKind) bool {
	for i := range d.Forms {
		if q, _ := findQuestion(&d.Forms[i], id); q != nil && q.Kind == kind {
			return true
		}
	}
	return false
}
