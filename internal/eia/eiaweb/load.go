package eiaweb

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/eia"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/web"
)

// loaded is an assessment with what its page needs.
type loaded struct {
	*eia.Assessment
	rules      eia.Rules
	today      time.Time
	labels     edit.Labels
	actions    map[string]*action.Action
	covers     []covered
	challenges []*eia.Challenge
	entries    map[string][]page.Link // of challenge sessions in the public record, by reference
	editions   []eia.EditionDate
}

// load reads what the page of a needs. Labels are only those of what a refers to.
func (h *handlers) load(ctx context.Context, tx *db.Tx, a *eia.Assessment) (l loaded, err error) {
	l.Assessment = a
	if l.rules, err = eia.GetRules(ctx, tx); err != nil {
		return l, err
	}
	now, err := tx.Now(ctx)
	if err != nil {
		return l, err
	}
	l.today = consult.LocalTime(now)
	if err := h.addLabels(ctx, tx, &l); err != nil {
		return l, err
	}
	for _, name := range a.Activities {
		found, err := h.findCovered(ctx, tx, name)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return l, err
		}
		l.labels["activities"][name] = locale.Lazy("Not published") // readers see no name of a draft, nor its code
		if found.Text != "" {
			l.covers = append(l.covers, covered{h.kindName(name), found})
			l.labels["activities"][name] = edit.Name(found.Text)
		}
	}
	if a.Named != "" {
		l.covers = append(l.covers, covered{UserText: page.UserText{Text: a.Named}})
	}
	if a.Ref == "" {
		return l, nil
	}
	if l.challenges, err = eia.Challenges(ctx, tx, a.Ref); err != nil {
		return l, err
	}
	l.editions, err = eia.Editions(ctx, tx, a.Ref)
	return l, err
}

// addEntries adds the entries of the challenge sessions in the public record.
func (h *handlers) addEntries(ctx context.Context, tx *db.Tx, words *locale.Printer, l *loaded) (err error) {
	l.entries = map[string][]page.Link{}
	for _, c := range l.challenges {
		if l.entries[c.Ref], err = h.RecordEntries(ctx, tx, words, web.NumberedSubjects(c.Subject(), c.Edition)...); err != nil {
			return err
		}
	}
	return nil
}

// assessmentLeaf is web.LeafPage of editions of assessments.
func assessmentLeaf(ctx context.Context, tx *db.Tx, ref string, number int64) (page.UserText, error) {
	a, err := eia.GetEdition(ctx, tx, ref, number)
	if err != nil {
		return page.UserText{}, err
	}
	return page.UserText{Text: a.Title, Href: fmt.Sprintf("%s/%s/versions/%d", listPath, ref, number)}, nil
}

// challengeLeaf is web.LeafPage of challenge sessions, which are shown with their assessment.
func challengeLeaf(ctx context.Context, tx *db.Tx, ref string, _ int64) (page.UserText, error) {
	c, err := eia.GetChallenge(ctx, tx, ref)
	if err != nil {
		return page.UserText{}, err
	}
	return page.UserText{Text: c.Title, Href: listPath + "/" + c.Assessment + "#" + challengeID(ref)}, nil
}

// challengeID is the id of a challenge session on the page of its assessment.
func challengeID(ref string) string { return "challenge-" + ref }

// covered is something that an assessment covers.
type covered struct {
	kind locale.Message // nil for what is not recorded here
	page.UserText
}

// kindName returns what kind of record an activity is.
func (h *handlers) kindName(activity string) locale.Message {
	name, _, _ := strings.Cut(activity, ":")
	for _, k := range h.service.Agreed.Kinds() {
		if k.Name == name {
			return locale.Lazy(k.One)
		}
	}
	return nil
}

// findCovered returns the link to the public page of an activity. It has no text, or the error is fault.NotFound, if there is none.
func (h *handlers) findCovered(ctx context.Context, tx *db.Tx, activity string) (page.UserText, error) {
	kind, ref, _ := strings.Cut(activity, ":")
	ref, err := edit.PublishedRef(ctx, tx, kind, ref)
	if err != nil {
		return page.UserText{}, err
	}
	if kind != consultationKind {
		return h.FindRecord(ctx, tx, actor.Actor{}, kind, ref)
	}
	c, err := consult.Get(ctx, tx, ref) // FindRecord finds its page for staff
	if err != nil || c.Stage == consult.StageDraft {
		return page.UserText{}, err
	}
	return page.UserText{Text: c.Title, Href: "/consultations/" + c.Slug, Lang: c.Language}, nil
}

// recordFields are the fields with options that are records: only the names of those that are used are read.
var recordFields = []string{"activities", "other", "before", "need", "release", "gap-action", "opportunity-action", "actions", "section"}

func (h *handlers) addLabels(ctx context.Context, tx *db.Tx, l *loaded) error {
	l.labels, l.actions = edit.Labels{}, map[string]*action.Action{}
	for f := range h.kind.Inputs() {
		l.labels[f.Name] = map[string]locale.Message{}
		if f.Options == nil || slices.Contains(recordFields, f.Name) {
			continue
		}
		all, err := f.Options(ctx, tx)
		if err != nil {
			return err
		}
		for _, o := range all {
			l.labels[f.Name][o.Value] = o.Label
		}
	}
	actions, err := action.GetMany(ctx, tx, l.ActionRefs()...)
	if err != nil {
		return err
	}
	for _, a := range actions {
		l.actions[a.Ref] = a
		for _, field := range []string{"actions", "gap-action", "opportunity-action"} {
			l.labels[field][a.Ref] = edit.Name(a.What)
		}
	}
	var needs []string
	for _, e := range l.Evidence {
		if e.Need != "" {
			needs = append(needs, e.Need)
		}
	}
	found, err := evidence.GetMany(ctx, tx, needs)
	if err != nil {
		return err
	}
	for _, n := range found {
		l.labels["need"][n.Ref] = edit.Name(n.Title)
	}
	for _, e := range l.Evidence {
		slug, number, _ := strings.Cut(e.Release, "#")
		if n, err := strconv.ParseInt(number, 10, 64); err == nil {
			c, err := consult.Get(ctx, tx, slug)
			if err != nil {
				return err
			}
			l.labels["release"][e.Release] = locale.Lazy("%s: results, release %d", edit.Name(c.Title), n)
		}
	}
	for _, ref := range append(slices.Clone(l.Before), l.Other) {
		if other, err := eia.Get(ctx, tx, ref); err == nil {
			l.labels["before"][ref], l.labels["other"][ref] = edit.Name(other.Title), edit.Name(other.Title)
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return nil
}
