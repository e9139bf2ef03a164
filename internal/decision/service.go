package decision

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// Service records decisions and feedback. Log writes the public record in the same transaction.
type Service struct {
	DB      *db.DB
	Log     *record.Log
	Figures FigureFunc

	// Assessments are the impact assessments. Nil: there are none.
	Assessments Assessments

	// Papers are the reports to those who decide. Nil: there are none.
	Papers Papers

	// Planned returns a check of figures of the results that a folder of definitions asks for. It
	// is Figures of an analysis.Planner; nil: they are only checked when the folder is stored.
	Planned func(*definition.Folder) analysis.PlannedFigureFunc

	// OnFeedback is called in the transaction that publishes feedback. It may be nil.
	OnFeedback func(ctx context.Context, tx *db.Tx, a *Feedback) error
}

// Define records a decision with its key issues and its feedback. Defining the same again changes nothing. A different
// definition is a correction, which has its own entry in the public record.
func (s *Service) Define(ctx context.Context, by actor.Actor, def Definition) error {
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return s.DefineIn(ctx, &definition.Loading{Tx: tx, Record: w, By: by}, def)
	})
	return err
}

// DefineIn is Define in the transaction of l. Its error holds all definition.SettingErrors. References to results that will
// be released, and to their figures, are checked as far as that is possible before.
func (s *Service) DefineIn(ctx context.Context, l *definition.Loading, def Definition) (err error) {
	defer fault.Wrap(&err, "record decision %s", def.Ref)
	if !l.By.May(actor.Decide) {
		return forbidden()
	}
	return s.define(ctx, l, def)
}

// define is DefineIn for actors who may.
func (s *Service) define(ctx context.Context, l *definition.Loading, def Definition) error {
	tx, w, by := l.Tx, l.Record, l.By
	var wrong definition.SettingErrors
	wrong.Add(def.prepare())
	wrong.Add(s.checkReferences(ctx, l, &def))
	assessments, err := s.receivedAssessments(ctx, tx, &def)
	wrong.Add(err)
	if def.Feedback != nil && def.Feedback.Consultation != "" {
		wrong.Add(s.figuresDuring(l).checkFeedback(ctx, tx, def.Feedback), "answer")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	changed, err := def.save(ctx, tx, w, assessments)
	if err == nil && changed {
		err = audit.Append(ctx, tx, by, "record-decision", "decision", def.Ref, "")
	}
	if err != nil || def.Feedback == nil {
		return err
	}
	changed, err = def.Feedback.save(ctx, tx, w, false)
	if err != nil || !changed {
		return err
	}
	return audit.Append(ctx, tx, by, "publish-feedback", "consultation", def.Feedback.Consultation, "")
}

// figuresDuring returns s.Figures, except that figures of results which will be released later in the loading are
// checked against the questionnaire.
func (s *Service) figuresDuring(l *definition.Loading) FigureFunc {
	if s.Figures == nil {
		return nil
	}
	return func(ctx context.Context, tx *db.Tx, ref string) (analysis.Figure, error) {
		release, _, _ := strings.Cut(ref, "/")
		if l.WillExist("release", release) && fault.Is(checkRelease(ctx, tx, release), fault.Invalid) {
			return analysis.Figure{}, analysis.CheckPlannedFigure(ctx, tx, ref)
		}
		return s.Figures(ctx, tx, ref)
	}
}

// checkReferences checks the date of d and everything it refers to. Its error holds all definition.SettingErrors.
func (s *Service) checkReferences(ctx context.Context, l *definition.Loading, d *Decision) error {
	tx := l.Tx
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	if d.Date.After(now) {
		wrong.Add(fault.Newf(
			fault.Invalid,
			"Decision %q is dated %s, which is in the future. Record it when it has been made.",
			d.Ref,
			locale.LazyDate(d.Date),
		), "date")
	}
	if d.Consultation != "" {
		c, err := getConsultation(ctx, tx, d.Consultation)
		wrong.Add(err, "consultation")
		if err == nil && d.Kind == Outcome && !d.Date.IsZero() {
			wrong.Add(checkDatedAfterClose(c, d.Date), "date")
		}
	}
	if d.Strategy != "" {
		_, err := strategy.GetBrief(ctx, tx, d.Strategy)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("strategy", d.Strategy,
				fault.Newf(fault.Invalid, "There is no strategy %q. Add it first, or correct the reference.", d.Strategy))
		}
		wrong.Add(err, "strategy")
	}
	if !l.WillExist("release", d.Release) {
		wrong.Add(checkRelease(ctx, tx, d.Release), "release")
	}
	for i := range d.Issues {
		wrong.Add(s.checkIssueReferences(ctx, l, d.Consultation, &d.Issues[i]), "issues", i)
	}
	return wrong.Err()
}

// checkIssueReferences checks that the actions, figures, questions and quoted words of an issue exist.
func (s *Service) checkIssueReferences(ctx context.Context, l *definition.Loading, consultation string, issue *Issue) error {
	var wrong definition.SettingErrors
	wrong.Add(checkWords(ctx, l.Tx, issue), "words")
	wrong.Add(checkQuestions(ctx, l.Tx, consultation, issue))
	for i, ref := range issue.Actions {
		_, err := action.Get(ctx, l.Tx, ref)
		if fault.Is(err, fault.NotFound) {
			err = definition.Missing("action", ref, fault.Newf(
				fault.Invalid,
				"Key issue %q refers to action %q, which does not exist. Add the action first, or correct the reference.",
				issue.Ref,
				ref,
			))
		}
		wrong.Add(err, "actions", i)
	}
	wrong.Add(s.figuresDuring(l).checkTexts(ctx, l.Tx, issue.texts(), issueTexts))
	return wrong.Err()
}

// checkWords returns fault.Invalid if the document of i does not have the words that it quotes.
func checkWords(ctx context.Context, tx *db.Tx, i *Issue) error {
	if i.Words == "" {
		return nil
	}
	v, err := i.documentVersion(ctx, tx)
	if err != nil {
		return err
	}
	spaced := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	if v == nil || !strings.Contains(spaced(v.Body), spaced(i.Words)) {
		return fault.Newf(fault.Invalid, "Key issue %q quotes words that are not in %s. Copy them from its text.", i.Ref, i.Document)
	}
	return nil
}

// documentVersion returns the version of a strategy that the document of i names, or nil if it names something else.
func (i *Issue) documentVersion(ctx context.Context, tx *db.Tx) (*strategy.Version, error) {
	path, id, _ := strings.Cut(i.Document, "#")
	slug, ok := strings.CutPrefix(path, "/strategies/")
	if !ok {
		return nil, nil
	}
	st, err := strategy.Get(ctx, tx, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, definition.Missing("strategy", slug,
			fault.Newf(fault.Invalid, "There is no strategy %q. Add it first, or correct the reference.", slug))
	}
	if err != nil {
		return nil, err
	}
	for n := range st.Versions {
		if st.Versions[n].ID == id {
			return &st.Versions[n], nil
		}
	}
	return nil, nil
}

// checkQuestions returns fault.Invalid if the questionnaire of the consultation does not have the questions of i.
func checkQuestions(ctx context.Context, tx *db.Tx, consultation string, i *Issue) error {
	if len(i.Questions) == 0 {
		return nil
	}
	asked, err := consult.QuestionIDs(ctx, tx, consultation)
	if err != nil {
		return err
	}
	var wrong definition.SettingErrors
	for n, id := range i.Questions {
		if !asked[id] {
			wrong.Add(fault.Newf(
				fault.Invalid, "Key issue %q names question %q, which %q did not ask.", i.Ref, id, consultation), "questions", n)
		}
	}
	return wrong.Err()
}

// checkRelease returns nil if ref, such as "parks-2026#1", refers to published results or is empty.
func checkRelease(ctx context.Context, tx *db.Tx, ref string) error {
	if ref == "" {
		return nil
	}
	slug, number, _ := strings.Cut(ref, "#")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return fault.Newf(
			fault.Invalid,
			"Release %q must be the reference of the consultation and the number of the release, like parks-2026#1.",
			ref,
		)
	}
	_, err = analysis.GetHead(ctx, tx, slug, n)
	if fault.Is(err, fault.NotFound) {
		return fault.Newf(fault.Invalid, "Results %q are not published. Publish them before you record the decision.", ref)
	}
	return err
}

// getConsultation is consult.Get, except that a missing consultation is fault.Invalid: it is a wrong reference.
func getConsultation(ctx context.Context, tx *db.Tx, slug string) (*consult.Consultation, error) {
	c, err := consult.Get(ctx, tx, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, definition.Missing("consultation", slug,
			fault.Newf(fault.Invalid, "There is no consultation %q. Add it first, or correct the reference.", slug))
	}
	return c, err
}

// DefineFeedback publishes feedback that does not belong to a recorded decision. Defining the same again changes
// nothing.
func (s *Service) DefineFeedback(ctx context.Context, by actor.Actor, a Feedback) (err error) {
	defer fault.Wrap(&err, "publish feedback on %s", a.Consultation)
	if !by.May(actor.Decide) {
		return forbidden()
	}
	if err := a.validate(); err != nil {
		return err
	}
	_, err = s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error { return s.saveFeedback(ctx, tx, w, by, &a, false) })
	return err
}

func forbidden() error {
	return fault.New(fault.Forbidden, "You do not have permission to record decisions. Ask an administrator for permission.")
}

// saveFeedback checks and stores a, and writes the audit entry if it has changed.
func (s *Service) saveFeedback(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, a *Feedback, byStaff bool) error {
	if err := s.Figures.checkFeedback(ctx, tx, a); err != nil {
		return err
	}
	changed, err := a.save(ctx, tx, w, byStaff)
	if err != nil || !changed {
		return err
	}
	if s.OnFeedback != nil {
		if err := s.OnFeedback(ctx, tx, a); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, by, "publish-feedback", "consultation", a.Consultation, "")
}

// RenderedFeedback is feedback with its figures filled in.
type RenderedFeedback struct {
	*Feedback
	Title, TitleLanguage   string // of the consultation
	Asked, Said, Did, Next Prose
}

// RenderFeedback fills in the figures of a.
func (s *Service) RenderFeedback(ctx context.Context, tx *db.Tx, a *Feedback) (t RenderedFeedback, err error) {
	c, err := consult.Get(ctx, tx, a.Consultation)
	if err != nil {
		return t, err
	}
	t = RenderedFeedback{Feedback: a, Title: c.Title, TitleLanguage: c.Language}
	for i, to := range []*Prose{&t.Asked, &t.Said, &t.Did, &t.Next} {
		if *to, err = s.Figures.expand(ctx, tx, a.texts()[i]); err != nil {
			return t, err
		}
	}
	return t, nil
}

// RenderedIssue is a key issue with its figures filled in.
type RenderedIssue struct {
	Issue
	Text, RaisedBy, Response, Changed, NoChange Prose
	LinkedActions                               []*action.Action // actions that the issue names or that name the issue
}

// Issues returns the key issues of d, as AllIssues does, with the actions linked from either side.
func (s *Service) Issues(ctx context.Context, tx *db.Tx, d *Decision) ([]RenderedIssue, error) {
	issues, err := d.AllIssues(ctx, tx)
	if err != nil {
		return nil, err
	}
	return s.RenderIssues(ctx, tx, issues)
}

// RenderIssues returns issues with the actions linked from either side.
func (s *Service) RenderIssues(ctx context.Context, tx *db.Tx, issues []Issue) ([]RenderedIssue, error) {
	var all []RenderedIssue
	var refs, named []string
	for _, i := range issues {
		refs, named = append(refs, i.Ref), append(named, i.Actions...)
	}
	naming, err := action.ForIssues(ctx, tx, refs...)
	if err != nil {
		return nil, err
	}
	namedActions, err := action.GetMany(ctx, tx, named...)
	if err != nil {
		return nil, err
	}
	for _, i := range issues {
		rendered, err := s.renderIssue(ctx, tx, i)
		if err != nil {
			return nil, err
		}
		for _, ref := range i.Actions {
			for _, a := range namedActions {
				if a.Ref == ref {
					rendered.LinkedActions = append(rendered.LinkedActions, a)
				}
			}
		}
		for _, a := range naming {
			if slices.Contains(a.Issues, i.Ref) && !slices.Contains(i.Actions, a.Ref) {
				rendered.LinkedActions = append(rendered.LinkedActions, a)
			}
		}
		all = append(all, rendered)
	}
	return all, nil
}

// renderIssue fills in the figures of i.
func (s *Service) renderIssue(ctx context.Context, tx *db.Tx, i Issue) (r RenderedIssue, err error) {
	r = RenderedIssue{Issue: i}
	for n, to := range []*Prose{&r.Text, &r.RaisedBy, &r.Response, &r.Changed, &r.NoChange} {
		if *to, err = s.Figures.expand(ctx, tx, i.texts()[n]); err != nil {
			return r, err
		}
	}
	return r, nil
}

// Cause is a key issue that led to actions, with the decision or the log that responded to it.
type Cause struct {
	RenderedIssue
	Of Origin
}

// Causes returns the key issues that led to any of actions, each once, with the words that people are quoted with.
func (s *Service) Causes(ctx context.Context, tx *db.Tx, actions ...*action.Action) (all []Cause, err error) {
	origins := map[string]Origin{}
	seen := map[string]bool{}
	for some := range slices.Chunk(actions, maxActionsInQuery) {
		var refs, named []string
		for _, a := range some {
			refs, named = append(refs, a.Ref), append(named, a.Issues...)
		}
		issues, err := issuesForActions(ctx, tx, refs, named)
		if err != nil {
			return nil, err
		}
		for _, i := range issues {
			if seen[i.Ref] {
				continue
			}
			seen[i.Ref] = true
			of, _, _ := strings.Cut(i.Path(), "#")
			if origins[of].Path == "" {
				if origins[of], err = i.origin(ctx, tx); err != nil {
					return nil, err
				}
			}
			rendered, err := s.renderIssue(ctx, tx, i)
			if err != nil {
				return nil, err
			}
			all = append(all, Cause{rendered, origins[of]})
		}
	}
	return all, nil
}

// maxActionsInQuery is the most actions in one query for their key issues.
const maxActionsInQuery = 200
