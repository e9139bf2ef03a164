package decision

import (
	"context"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/analysis"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/locale"
)

// FeedbackPath is where officers write the feedback on a consultation.
const FeedbackPath = "/staff/consultations/{slug}/feedback"

// FeedbackKind declares feedback as a record that officers edit in the browser.
func (s *Service) FeedbackKind() edit.Kind {
	return edit.Kind{
		Agrees: edit.AgreesNothing,
		Name:   "feedback", Path: FeedbackPath,
		One: "We asked, you said, we did", Many: "We asked, you said, we did",
		About:   "Your feedback will be public.",
		Write:   actor.Draft,
		Approve: actor.Decide,
		Fields: []edit.Field{
			{Name: "asked", Kind: edit.Text, Required: true, Label: "We asked", Hint: "Summarise what you asked, in one or two sentences."},
			{Name: "said", Kind: edit.Text, Label: "You said",
				Hint: "Summarise what people said, including criticism. For numbers, use the published figures below."},
			{Name: "did", Kind: edit.Text, Label: "We did",
				Hint: "Explain what changed, what did not change and why. Leave blank if nothing has been done yet."},
			{Name: "next", Kind: edit.Text, Label: "What happens next"},
		},
		OfConsultation: consult.TitleAndOrg,
		Load:           edit.LoadBound(GetFeedback, (*Feedback).form),
		Publish:        s.publishFeedback,
		Quotes:         QuotesOfLatest,
		PublicPath:     func(slug string) string { return "/feedback/" + slug },
		PreviewPath:    func(slug string) string { return strings.ReplaceAll(FeedbackPath, "{slug}", slug) + "/preview" },
		Example: edit.Values{"asked": {"What should change?"}, "said": {"The paths are dark."}, "did": {"We put up lights."},
			"next": {"We will add benches."}},
	}
}

// publishFeedback publishes feedback on a consultation, or a correction of it. The date stays the day of first publication.
func (s *Service) publishFeedback(ctx context.Context, l *definition.Loading, slug string, v edit.Values) error {
	c, err := consult.GetOwned(ctx, l.Tx, l.By, slug)
	if err != nil {
		return err
	}
	a, err := GetFeedback(ctx, l.Tx, slug)
	switch {
	case fault.Is(err, fault.NotFound):
		now, err := l.Tx.Now(ctx)
		if err != nil {
			return err
		}
		y, m, d := now.In(c.Closes.Local().Location()).Date()
		a = &Feedback{Consultation: slug, Date: time.Date(y, m, d, 0, 0, 0, 0, time.UTC), Language: c.Language}
	case err != nil:
		return err
	}
	a.form().Change(v)
	if a.Incomplete() && a.Next == "" {
		var wrong definition.SettingErrors
		wrong.Add(fault.New(fault.Invalid, "Enter what you did, or what happens next."), "did")
		return wrong.Err()
	}
	if err := a.validate(); err != nil {
		return err
	}
	return s.saveFeedback(ctx, l.Tx, l.Record, l.By, a, true)
}

// form connects the fields of the form with a.
func (a *Feedback) form() edit.Binding {
	return edit.Binding{
		edit.BindText("asked", &a.Asked),
		edit.BindText("said", &a.Said),
		edit.BindText("did", &a.Did),
		edit.BindText("next", &a.Next),
	}
}

// QuotesOfLatest returns the figures of the latest release of the results.
func QuotesOfLatest(ctx context.Context, tx *db.Tx, slug string, _ edit.Values) ([]edit.Quote, error) {
	latest, err := analysis.Latest(ctx, tx, slug)
	if err != nil || latest == nil {
		return nil, err
	}
	return quotes(latest.Release), nil
}

// QuotesOf returns the figures of release n of the results of a consultation; none if there is no such release.
func QuotesOf(ctx context.Context, tx *db.Tx, slug string, n int64) ([]edit.Quote, error) {
	chosen, err := analysis.Get(ctx, tx, slug, n)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return quotes(chosen.Release), nil
}

// quotes returns the figures of r.
func quotes(r *analysis.Release) (all []edit.Quote) {
	for _, f := range r.QuotableFigures() {
		q := edit.Quote{Code: figureOpen + f.Ref + figureClose, Question: edit.Name(f.Question), Row: f.Row, Option: f.Option, Readable: f.Text}
		switch {
		case f.Question == "":
			q.Question = locale.Lazy("Responses counted")
		case f.Wording > 0:
			q.Question = locale.Lazy("%s (wording %d)", f.Question, f.Wording)
		}
		all = append(all, q)
	}
	return all
}

// PreviewFeedback returns the feedback with these texts as readers would see it. Where a figure cannot be filled in, the
// text is as it was written, and wrong has an error.
func (s *Service) PreviewFeedback(ctx context.Context, by actor.Actor, slug string, v edit.Values) (
	t RenderedFeedback, wrong []error, err error,
) {
	defer fault.Wrap(&err, "preview feedback on %s", slug)
	err = s.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.GetOwned(ctx, tx, by, slug)
		if err != nil {
			return err
		}
		a := &Feedback{Consultation: slug, Language: c.Language}
		if published, err := GetFeedback(ctx, tx, slug); err == nil {
			a = published
		} else if !fault.Is(err, fault.NotFound) {
			return err
		}
		a.form().Change(v)
		t, wrong = RenderedFeedback{Feedback: a, Title: c.Title, TitleLanguage: c.Language}, nil
		for i, to := range []*Prose{&t.Asked, &t.Said, &t.Did, &t.Next} {
			if *to, err = s.Figures.Expand(ctx, tx, a.texts()[i]); fault.Is(err, fault.Invalid) {
				wrong, *to = append(wrong, err), Prose{{{Text: a.texts()[i]}}}
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	return t, wrong, err
}
