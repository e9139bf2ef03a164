package draft

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/folkmoot/folkmoot/internal/builder"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
)

// textSources knows from which master text each text of an edition was made. It is kept
// by what both say, so that it holds whichever copy they stand in.
type textSources map[string]map[string]bool // place and digest of the text to digests of masters

func loadTextSources(ctx context.Context, tx *db.Tx, slug consult.Slug) (textSources, error) {
	rows, err := db.All(ctx, tx, func(row db.Row) (r [3]string, err error) {
		return r, row.Scan(&r[0], &r[1], &r[2])
	}, `SELECT text_key, text, master_digest FROM draft_text_source WHERE slug = $1`, slug)
	all := textSources{}
	for _, r := range rows {
		all.add(r[0]+"\n"+r[1], r[2])
	}
	return all, err
}

func (m textSources) add(key, master string) {
	if m[key] == nil {
		m[key] = map[string]bool{}
	}
	m[key][master] = true
}

// isStale reports whether text, at place, was made from another text than master.
// Where nobody kept that, a text that is still as it was published was made from
// the master text that was published with it.
func (m textSources) isStale(d *Draft, place, text, master string) bool {
	if strings.TrimSpace(text) == "" {
		return false
	}
	if from := m[place+"\n"+textDigest(text)]; from != nil {
		return !from[textDigest(master)]
	}
	was, err := d.BaseDefinition()
	if err != nil || was == nil {
		return false
	}
	before, from := textsAt(was, place)
	return before == text && from != master
}

// staleIn returns isStale for the texts of d.
func (m textSources) staleIn(d *Draft) func(key, text, original string) bool {
	return func(key, text, original string) bool { return m.isStale(d, key, text, original) }
}

// textsAt returns what stood at place in def, and its master text.
func textsAt(def *consult.Definition, place string) (text, master string) {
	for i := 1; i < len(def.Forms); i++ {
		for _, p := range builder.NewEditionTexts(def, i, nil).Pages {
			for _, t := range p.Texts {
				if t.Key == place {
					return t.Own, t.Master
				}
			}
		}
	}
	for i := range def.Documents {
		doc := &def.Documents[i]
		for j := range doc.Editions {
			if e := &doc.Editions[j]; documentKey(doc, e) == place {
				return e.Text + e.Link, doc.Editions[0].Text
			}
		}
	}
	return "", ""
}

func documentKey(doc *consult.Document, e *consult.Edition) string {
	return "document/" + doc.ID + "/" + e.ID()
}

// textSource is a text and the master text that it was made from.
type textSource struct{ key, text, master string }

// saveTextSources keeps from what texts are made.
func (s *Service) saveTextSources(ctx context.Context, by actor.Actor, slug consult.Slug, all []textSource) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		if _, err := getDraft(ctx, tx, by, slug); err != nil {
			return err
		}
		var rows [][]any
		for _, p := range all {
			if strings.TrimSpace(p.text) != "" {
				rows = append(rows, []any{slug, p.key, textDigest(p.text), textDigest(p.master)})
			}
		}
		_, err := tx.Insert(
			ctx,
			`draft_text_source (slug, text_key, text, master_digest)`,
			rows,
			`ON CONFLICT (slug, text_key, text, master_digest) DO NOTHING`,
		)
		return err
	})
}

func textDigest(text string) string {
	digest := sha256.Sum256([]byte(text))
	return hex.EncodeToString(digest[:16])
}
