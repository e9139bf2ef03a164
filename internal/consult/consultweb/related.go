package consultweb

import (
	"context"
	"net/http"

	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/internal/web"
	"github.com/folkmoot/folkmoot/receipt"
)

// addRelated adds the strategy that c is about, the actions for which it is held, the evidence that it cites, the
// consultations before and after it, and where each act of its timeline is in the public record. Each of these pages links back.
func (h *Handlers) addRelated(r *http.Request, v *showView, c *consult.PublicView) error {
	ctx, speech := r.Context(), h.PagePrinter(r)
	add := func(heading string, links []page.UserText) {
		if len(links) > 0 {
			v.Related = append(v.Related, relatedLinks{heading, links})
		}
	}
	return h.DB.View(ctx, func(tx *db.Tx) error {
		v.Related = nil
		strategies, err := strategiesOf(ctx, tx, speech, c.Consultation)
		if err != nil {
			return err
		}
		add(speech.Say("Related strategy"), strategies)
		actions, err := action.ForConsultation(ctx, tx, c.Slug)
		if err != nil {
			return err
		}
		add(speech.Say("Actions this is about"), actionLinks(speech, actions))
		needs, err := evidence.GetMany(ctx, tx, c.Evidence)
		if err != nil {
			return err
		}
		add(speech.Say("Evidence"), evidenceLinks(speech, needs))
		if c.Follows != "" {
			before, err := consult.Get(ctx, tx, c.Follows)
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
			if err == nil {
				add(speech.Say("Follows on from"), consultationLinks(speech, []*consult.Consultation{before}))
			}
		}
		after, err := consult.FollowedBy(ctx, tx, c.Slug)
		if err != nil {
			return err
		}
		add(speech.Say("Followed by"), consultationLinks(speech, after))
		return h.addEntries(ctx, tx, speech, v, c)
	})
}

// addEntries adds the entry in the public record to each act of the timeline. The public record does not show the
// newest ones yet.
func (h *Handlers) addEntries(ctx context.Context, tx *db.Tx, speech web.PagePrinter, v *showView, c *consult.PublicView) error {
	var leaves []receipt.Leaf
	var acts []*page.Link // the entries of the acts to which the leaves belong
	for i := range v.Timeline {
		if t := &v.Timeline[i]; t.act != nil {
			leaves, acts = append(leaves, t.act.Leaf(c.Slug)), append(acts, &t.Entry)
		}
	}
	entries, err := h.RecordEntryLinks(ctx, tx, speech.Printer, leaves...)
	for i, entry := range entries {
		*acts[i] = entry
	}
	return err
}

// strategiesOf returns the strategy that c names, or those of which a version names c.
func strategiesOf(ctx context.Context, tx *db.Tx, speech web.PagePrinter, c *consult.Consultation) (all []page.UserText, err error) {
	slug := c.Strategy
	if slug == "" {
		if slug, err = strategy.SlugForConsultation(ctx, tx, c.Slug); fault.Is(err, fault.NotFound) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
	}
	s, err := strategy.GetBrief(ctx, tx, slug)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return []page.UserText{{Text: s.Title, Href: "/strategies/" + s.Slug, Lang: speech.LangOrCouncil(s.Language)}}, nil
}

func actionLinks(speech web.PagePrinter, actions []*action.Action) (links []page.UserText) {
	for _, a := range actions {
		links = append(links, page.UserText{Text: a.What, Href: "/actions/" + a.Ref, Lang: speech.LangOrCouncil(a.Language)})
	}
	return links
}

func evidenceLinks(speech web.PagePrinter, needs []evidence.Need) (links []page.UserText) {
	for _, n := range needs {
		links = append(links, page.UserText{Text: n.Title, Href: "/evidence/" + n.Ref, Lang: speech.LangOrCouncil("")})
	}
	return links
}

// consultationLinks returns links to those of all that are public.
func consultationLinks(speech web.PagePrinter, all []*consult.Consultation) (links []page.UserText) {
	for _, c := range all {
		if c.Stage != consult.StageDraft {
			links = append(links, page.UserText{Text: c.Title, Href: consultationURL(c.Slug), Lang: speech.LangOrCouncil(c.Language)})
		}
	}
	return links
}
