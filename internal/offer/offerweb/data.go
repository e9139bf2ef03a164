package offerweb

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/internal/csvout"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/offer"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/skill"
	"github.com/folkmoot/folkmoot/internal/web"
)

// fileLinks are the files with what the list shows.
func fileLinks(p *locale.Printer) []page.Link {
	return []page.Link{{Text: p.Say("CSV"), Href: csvPath}, {Text: p.Say("JSON"), Href: jsonPath}}
}

// openEntry is an open entry in the files. It has no names of people.
type openEntry struct {
	Ref              string   `json:"ref"`
	Title            string   `json:"title"`
	Language         string   `json:"language,omitempty"`
	Direction        string   `json:"direction"`
	Kind             string   `json:"kind"`
	Skill            string   `json:"skill"`
	SkillName        string   `json:"skillName"`
	Standard         string   `json:"standard,omitempty"`
	Basis            string   `json:"basis"`
	Organisation     string   `json:"organisation"`
	OrganisationName string   `json:"organisationName"`
	Places           []string `json:"places"`
	Communities      []string `json:"communities"`
	Quantity         int64    `json:"quantity,omitempty"`
	Unit             string   `json:"unit,omitempty"`
	From             string   `json:"from,omitempty"`
	Until            string   `json:"until,omitempty"`
	Terms            string   `json:"terms,omitempty"`
	Need             string   `json:"need,omitempty"`
	Updated          string   `json:"updated"`
	Expires          string   `json:"expires"`
	Invented         string   `json:"invented,omitempty"`
}

func dateOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(time.DateOnly)
}

// openEntries returns the entries that are open today.
func (h *handlers) openEntries(ctx context.Context) (all []openEntry, err error) {
	err = h.DB.View(ctx, func(tx *db.Tx) error {
		all = []openEntry{}
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		orgs, err := orgNames(ctx, tx)
		if err != nil {
			return err
		}
		return offer.EachOpen(ctx, tx, now, func(e *offer.Entry) error {
			all = append(all, openEntry{
				Ref: e.Ref, Title: e.Title, Language: e.Language, Direction: string(e.Direction), Kind: string(e.Kind()), Skill: e.Skill,
				SkillName: skill.Name(e.Skill).In(nil), Standard: e.Standard, Basis: string(e.Basis), Organisation: e.Org,
				OrganisationName: orgs[e.Org].Name, Places: append([]string{}, e.Places...), Communities: append([]string{}, e.Communities...),
				Quantity: e.Quantity, Unit: string(e.Unit), From: dateOf(e.From), Until: dateOf(e.Until), Terms: e.Terms, Need: e.Need,
				Updated: dateOf(e.Updated), Expires: dateOf(e.Expires), Invented: e.Invented,
			})
			return nil
		})
	})
	return all, err
}

func (h *handlers) json(w http.ResponseWriter, r *http.Request) error {
	all, err := h.openEntries(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", web.JSONMedia+"; charset=utf-8")
	return json.NewEncoder(w).Encode(all)
}

func (h *handlers) csv(w http.ResponseWriter, r *http.Request) error {
	all, err := h.openEntries(r.Context())
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", web.CSVMedia+"; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="offers-and-wants.csv"`)
	out := csvout.NewWriter(w)
	out.Write([]string{"ref", "title", "language", "direction", "kind", "skill", "skillName", "standard", "basis", "organisation",
		"organisationName", "places", "communities", "quantity", "unit", "from", "until", "terms", "need", "updated", "expires", "invented"})
	for _, e := range all {
		quantity := ""
		if e.Quantity > 0 {
			quantity = strconv.FormatInt(e.Quantity, 10)
		}
		cells := []string{e.Ref, e.Title, e.Language, e.Direction, e.Kind, e.Skill, e.SkillName, e.Standard, e.Basis, e.Organisation,
			e.OrganisationName, strings.Join(e.Places, "; "), strings.Join(e.Communities, "; "), quantity, e.Unit, e.From, e.Until, e.Terms,
			e.Need, e.Updated, e.Expires, e.Invented}
		for i := range cells {
			cells[i] = csvout.EscapeCell(cells[i])
		}
		out.Write(cells)
	}
	return out.Flush()
}
