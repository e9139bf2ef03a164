package draft

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
)

// made knows from which master text each text of an edition was made. It is kept
// by what both say, so that it holds whichever copy they stand in.
type made map[string]map[string]bool // place and digest of the text to digests of masters

func madeOf(ctx context.Context, tx *db.Tx, slug consult.Slug) (made, error) {
	rows, err := db.All(ctx, tx, func(row db.Row) (r [3]string, err error) {
		return r, row.Scan(&r[0], &r[1], &r[2])
	}, `SELECT place, text, master FROM draft_made WHERE slug = $1`, slug)
	all := made{}
	for _, r := range rows {
		all.add(r[0]+"\n"+r[1], r[2])
	}
	return all, err
}

func (m made) add(key, master string) {
	if m[key] == nil {
		m[key] = map[string]bool{}
	}
	m[key][master] = true
}

// stale reports whether text, at place, was made from another text than master.
// Where nobody kept that, a text that is still as it was published was made from
// the master text that was published with it.
func (m made) stale(d *Draft, place, text, master string) bool {
	if strings.TrimSpace(text) == "" {
		return false
	}
	if from := m[place+"\n"+sum(text)]; from != nil {
		return !from[sum(master)]
	}
	was, err := d.Was()
	if err != nil || was == nil {
		return false
	}
	before, from := textAt(was, place)
	return before == text && from != master
}

// textAt returns what stood at place in def, and its master text.
func textAt(def *consult.Definition, place string) (text, master string) {
	for i := 1; i < len(def.Forms); i++ {
		for _, p := range SheetOf(&Draft{Definition: *def}, i, nil).Pages {
			for _, t := range p.Texts {
				if t.place == place {
					return t.Own, t.Master
				}
			}
		}
	}
	for i := range def.Documents {
		doc := &def.Documents[i]
		for j := range doc.Editions {
			if e := &doc.Editions[j]; documentPlace(doc, e) == place {
				return e.Text + e.Link, doc.Editions[0].Text
			}
		}
	}
	return "", ""
}

func documentPlace(doc *consult.Document, e *consult.Edition) string {
	return "document/" + doc.ID + "/" + e.ID()
}

// pair is a text and the master text that it was made from.
type pair struct{ place, text, master string }

// keepMade keeps from what texts are made.
func (s *Service) keepMade(ctx context.Context, by actor.Actor, slug consult.Slug, all []pair) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := get(ctx, tx, by, slug); err != nil {
			return err
		}
		var rows [][]any
		for _, p := range all {
			if strings.TrimSpace(p.text) != "" {
				rows = append(rows, []any{slug, p.place, sum(p.text), sum(p.master)})
			}
		}
		_, err := tx.Insert(ctx, `draft_made (slug, place, text, master)`, rows, `ON CONFLICT (slug, place, text, master) DO NOTHING`)
		return err
	})
}

func sum(text string) string {
	digest := sha256.Sum256([]byte(text))
	return hex.EncodeToString(digest[:16])
}
