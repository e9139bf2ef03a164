package decision

import (
	"context"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/strategy"
)

// FiguresDuring returns s.Figures, except that figures of results which will be released later in the loading are
// checked against the questionnaire.
func (s *Service) FiguresDuring(l *definition.Loading) FigureFunc {
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
	wrong.Add(s.FiguresDuring(l).checkTexts(ctx, l.Tx, issue.texts(), issueTexts))
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
