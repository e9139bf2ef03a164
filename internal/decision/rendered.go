package decision

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
)

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
		if *to, err = s.Figures.Expand(ctx, tx, a.texts()[i]); err != nil {
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
		if *to, err = s.Figures.Expand(ctx, tx, i.texts()[n]); err != nil {
			return r, err
		}
	}
	return r, nil
}
