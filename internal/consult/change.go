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
	Wording ChangeKind = "wording"
	Meaning ChangeKind = "meaning"
)

// Changed is what an officer says of a question that reads differently now.
type Changed struct {
	Question string     `yaml:"question" json:"question"`
	Kind     ChangeKind `yaml:"kind" json:"kind"`
	Note     string     `yaml:"note" json:"note,omitempty"`
}

// Change is one question that differs between a form and the one before it.
type Change struct {
	Version, Before string // of the two forms
	Question        string
	Kind            ChangeKind
	Note            string
	At              time.Time
}

// Changes returns how the questions of slug changed while people could answer,
// oldest first.
func Changes(ctx context.Context, tx *db.Tx, slug Slug) ([]Change, error) {
	return db.All(ctx, tx, func(row db.Row) (c Change, err error) {
		return c, row.Scan(&c.Version, &c.Before, &c.Question, &c.Kind, &c.Note, db.ScanTime(&c.At))
	}, `SELECT version, before, question, kind, note, changed_at FROM consult_change
		WHERE consultation = $1 ORDER BY changed_at, version, question`, slug)
}

// Difference is a question that two forms ask differently.
type Difference struct {
	Question string
	Was, Is  string // how it reads; "" where it is not asked
	Forced   bool   // it is no matter of wording, whatever anybody says
	Why      string // what forces it, in English
}

// Differences returns the questions that was and is do not ask in the same way,
// in the order of is, those that are gone last.
func Differences(was, is *survey.Form) (all []Difference) {
	for i := range is.Pages {
		p := &is.Pages[i]
		for j := range p.Questions {
			q := &p.Questions[j]
			old, on := questionOf(was, q.ID)
			if old == nil {
				all = append(all, Difference{q.ID, "", q.Text, true, "It was not asked before."})
				continue
			}
			if why, differs := differ(old, on, q, p); differs {
				all = append(all, Difference{q.ID, old.Text, q.Text, why != "", why})
			}
		}
	}
	for _, p := range was.Pages {
		for _, q := range p.Questions {
			if gone, _ := questionOf(is, q.ID); gone == nil {
				all = append(all, Difference{q.ID, q.Text, "", true, locale.Key("It is not asked any more.")})
			}
		}
	}
	return all
}

// questionOf is Form.Question for a form that may still be incomplete.
func questionOf(f *survey.Form, id string) (*survey.Question, *survey.Page) {
	for i := range f.Pages {
		for j := range f.Pages[i].Questions {
			if f.Pages[i].Questions[j].ID == id {
				return &f.Pages[i].Questions[j], &f.Pages[i]
			}
		}
	}
	return nil, nil
}

// differ says whether two questions of one id differ, and what of it makes them
// two questions: "" if only their words do.
func differ(was *survey.Question, wasOn *survey.Page, is *survey.Question, isOn *survey.Page) (why string, differs bool) {
	switch {
	case was.Kind != is.Kind:
		return locale.Key("It is answered in another way."), true
	case !slices.Equal(ids(was.Options), ids(is.Options)):
		return locale.Key("Other answers can be chosen."), true
	case !slices.Equal(ids(was.Rows), ids(is.Rows)):
		return "It has other rows.", true
	case condition(was.When) != condition(is.When) || condition(wasOn.When) != condition(isOn.When):
		return locale.Key("Other people are asked it."), true
	case wasOn.Monitoring != isOn.Monitoring:
		return "It was moved to or from the equality questions.", true
	case string(measure(was)) != string(measure(is)):
		return "It takes other answers.", true
	}
	return "", string(one(*was)) != string(one(*is)) || wasOn.Intro != isOn.Intro
}

func ids(list []survey.Option) (all []string) {
	for _, o := range list {
		all = append(all, fmt.Sprint(o.ID, o.Exclusive, o.WriteIn))
	}
	slices.Sort(all) // another order is another wording
	return all
}

// one is the JSON of a question by itself.
func one(q survey.Question) []byte {
	q.When = nil
	return (&survey.Form{Pages: []survey.Page{{Questions: []survey.Question{q}}}}).JSON()
}

// measure is a question without its words: what counts and what is taken.
func measure(q *survey.Question) []byte {
	bare := *q
	bare.Text, bare.Hint, bare.Body, bare.Options, bare.Rows = "", "", "", nil, nil
	return one(bare)
}

func condition(c *survey.Condition) string { return db.JSON(c) }

// whatChanged compares the forms of the definition with those in use, edition by
// edition, and holds what was said of each question against what is so.
func (d *defining) whatChanged(ctx context.Context, tx *db.Tx, refs []FormRef, now time.Time) (all []Change, err error) {
	said := map[string]Changed{}
	for _, c := range d.def.Changed {
		if c.Kind != Wording && c.Kind != Meaning {
			return nil, fault.Newf(fault.Invalid, "Say of the question %q whether its wording or its meaning changed.", c.Question)
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
		for _, diff := range Differences(old, f) {
			c := Change{Version: f.Version(), Before: refs[at].Version, Question: diff.Question, Kind: Meaning, At: now}
			if s, ok := said[diff.Question]; ok {
				c.Kind, c.Note = s.Kind, strings.TrimSpace(s.Note)
			}
			if diff.Forced && c.Kind == Wording {
				return nil, fault.Newf(fault.Invalid, "The change of the question %q is not one of wording only. %s Say that its meaning changed.", diff.Question, diff.Why)
			}
			all = append(all, c)
		}
	}
	return all, nil
}

// countable refuses forms with which the answers that were given could not be
// counted any more: a question or an option that somebody chose is not taken
// away, but another put beside it.
func (d *defining) countable(ctx context.Context, tx *db.Tx, given int64) error {
	if given == 0 || len(d.forms) == 0 {
		return nil
	}
	versions, err := db.All(ctx, tx, db.Text, `SELECT version FROM consult_form_use WHERE consultation = $1 ORDER BY version`, d.c.Slug)
	if err != nil {
		return err
	}
	for _, version := range versions {
		old, err := FormByVersion(ctx, tx, version)
		if err != nil {
			return err
		}
		if wrong := survey.CheckEdition(d.forms[0], old); wrong != nil {
			return &fault.Error{Kind: fault.Conflict, Err: wrong, Say: fmt.Sprintf("%d people have answered, and some of their answers could not be counted any more: a question, an answer to choose or a row is gone, or is answered in another way. Keep it as it is and put a new question beside it, which may be asked instead.", given)}
		}
	}
	return nil
}

func keepChanges(ctx context.Context, tx *db.Tx, slug Slug, all []Change) error {
	var rows [][]any
	for _, c := range all {
		rows = append(rows, []any{slug, c.Version, c.Before, c.Question, string(c.Kind), c.Note, db.Time(c.At)})
	}
	_, err := tx.Insert(ctx, `consult_change (consultation, version, before, question, kind, note, changed_at)`, rows,
		`ON CONFLICT (consultation, version, before, question) DO UPDATE SET kind = excluded.kind, note = excluded.note, changed_at = excluded.changed_at`)
	return err
}

// Frozen names what next would break of what those who answered last were
// promised: how their answers are kept apart and for how long, and that nobody
// asks who they are. Each is a sentence.
func Frozen(last, next *Definition) (all locale.Sentences) {
	was, is := last.Monitoring, next.Monitoring
	if was != nil && is != nil {
		for _, p := range []struct {
			was, is string
			say     locale.Sentence
		}{
			{was.Purpose, is.Purpose, locale.Says("What the equality answers are used for was promised and cannot change.")},
			{was.Retention, is.Retention, locale.Says("How long the equality answers are kept was promised and cannot change.")},
			{was.PolicyDocument, is.PolicyDocument, locale.Says("The policy document for the equality answers was named and cannot change.")},
		} {
			if p.was != "" && p.was != p.is {
				all = append(all, p.say)
			}
		}
	}
	if was == nil && is != nil {
		all = append(all, locale.Says("People answered without equality questions, so they cannot be added."))
	}
	for i := range next.Forms {
		for _, p := range next.Forms[i].Pages {
			for _, q := range p.Questions {
				if q.Kind == survey.Email && !asked(last, q.ID, survey.Email) {
					all = append(all, locale.Says("Nobody was asked for an email address before, so the question “%s” cannot ask for one.", cmp.Or(q.Text, q.ID)))
				}
			}
		}
	}
	return all
}

func asked(d *Definition, id string, kind survey.Kind) bool {
	for i := range d.Forms {
		if q, _ := questionOf(&d.Forms[i], id); q != nil && q.Kind == kind {
			return true
		}
	}
	return false
}
