package opportunity

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/evidence"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/place"
	"github.com/folkmoot/folkmoot/match"
)

// inputs are everything that proposals are made from.
type inputs struct {
	world   match.World
	needs   map[string]match.Need
	entries map[string]match.Entry
	stored  map[string]*Proposal
}

// readPlaces reads the places with the most deprived tenth in each.
func readPlaces(ctx context.Context, tx *db.Tx) (all []match.Place, err error) {
	var refs []string
	err = place.Each(ctx, tx, func(p place.Place) error {
		all = append(all, match.Place{Ref: p.Ref, Within: p.Within})
		refs = append(refs, p.Ref)
		return nil
	})
	if err != nil {
		return nil, err
	}
	tenths := map[string]int{}
	for some := range slices.Chunk(refs, 200) {
		known, err := place.HardshipOf(ctx, tx, some)
		if err != nil {
			return nil, err
		}
		for _, k := range known {
			tenths[k.Ref] = k.Tenth
		}
	}
	for i := range all {
		all[i].Tenth = tenths[all[i].Ref]
	}
	return all, nil
}

// asNeed returns a need as package match has it.
func asNeed(n evidence.Need) match.Need {
	out := match.Need{Ref: n.Ref, Places: n.Places, Communities: n.Characteristics}
	for _, h := range n.Harms {
		out.Groups = append(out.Groups, match.Group{Name: h.Who, Harm: h.Harm.Number(), Likelihood: h.Likelihood.Number()})
	}
	for _, h := range n.Helps {
		out.Wants = append(out.Wants, match.Amount{Term: h.Skill, Quantity: h.Quantity, Unit: string(h.Unit)})
	}
	return out
}

// asEntry returns an offer or a want as package match has it.
func asEntry(e *offer.Entry) match.Entry {
	return match.Entry{
		Ref: e.Ref, Partner: e.Org, Want: e.Direction == offer.Wanted,
		Amount: match.Amount{Term: e.Skill, Quantity: e.Quantity, Unit: string(e.Unit)},
		Places: e.Places, Communities: e.Communities, Period: match.Period{First: e.From, Last: e.Until}, Expires: e.Expires, Need: e.Need,
	}
}

// read reads what proposals are made from on the day of now. Needs count if they say what they do to people or what would help:
// most of the register of evidence is no need that partners could meet.
func read(ctx context.Context, tx *db.Tx, now time.Time) (*inputs, error) {
	in := &inputs{needs: map[string]match.Need{}, entries: map[string]match.Entry{}, stored: map[string]*Proposal{}}
	in.world.Today = time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
	var err error
	if in.world.Places, err = readPlaces(ctx, tx); err != nil {
		return nil, err
	}
	needs, err := evidence.All(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, n := range needs {
		if len(n.Harms)+len(n.Helps) > 0 {
			in.needs[n.Ref] = asNeed(n)
			in.world.Needs = append(in.world.Needs, in.needs[n.Ref])
		}
	}
	if err := offer.EachOpen(ctx, tx, now, func(e *offer.Entry) error {
		in.entries[e.Ref] = asEntry(e)
		in.world.Entries = append(in.world.Entries, in.entries[e.Ref])
		return nil
	}); err != nil {
		return nil, err
	}
	return in, each(ctx, tx, func(p *Proposal) error {
		in.stored[p.ID] = p
		switch {
		case p.State == Agreed && p.Kind == ForNeed:
			// What is agreed serves the need already, so that it is not shown as one that no partner serves.
			in.world.Projects = append(in.world.Projects, match.Project{
				Ref: p.ID, Needs: []string{p.Request}, Places: p.Places, Partners: []string{p.Offers},
			})
		case p.State.closed() && p.Basis == in.basisOf(p.Kind, p.Request, p.Offer):
			in.world.Declined = append(in.world.Declined, match.Declined{Request: p.Request, Offer: p.Offer})
		}
		return nil
	}, "")
}

// basisOf returns the digest of what the proposal that an offer meets a request rests on. Titles and last days are not part of it:
// a new title is no reason to ask again.
func (in *inputs) basisOf(kind Kind, request, offered string) string {
	o := in.entries[offered]
	o.Expires = time.Time{}
	if kind == ForNeed {
		return digest.Of(db.JSON([]any{in.needs[request], o})).ShortHex(16)
	}
	w := in.entries[request]
	w.Expires = time.Time{}
	return digest.Of(db.JSON([]any{w, in.needs[w.Need], o})).ShortHex(16)
}

// digest returns the digest of everything that the result rests on.
func (in *inputs) digest() string { return digest.Of(db.JSON(in.world)).ShortHex(16) }

// asks returns the organisation that asks.
func (in *inputs) asks(kind Kind, request string) string {
	if kind == ForNeed {
		return actor.CouncilOrg
	}
	return in.entries[request].Partner
}
