package consult

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/receipt"
	"github.com/folkmoot/folkmoot/survey"
)

// EachLeaf calls yield with the leaf of each act, and where the act is stored.
func EachLeaf(ctx context.Context, tx *db.Tx, yield func(leaf receipt.Leaf, place string)) error {
	return EachSlug(ctx, tx, func(slug Slug) error {
		acts, err := db.All(ctx, tx, func(r db.Row) (a Act, err error) {
			body := ""
			err = r.Scan(&a.Number, &body)
			a.Body = []byte(body)
			return a, err
		}, `SELECT number, body FROM consult_act WHERE consultation = $1 ORDER BY number`, slug)
		for _, a := range acts {
			yield(a.Leaf(slug), fmt.Sprintf("table consult_act, %s number %d", slug, a.Number))
		}
		return err
	})
}

// Audit compares every questionnaire with its version, to which acts and responses commit,
// and every published consultation with the digest of its definition in its latest act. It
// calls report for each difference and returns in words what it looked at.
func Audit(ctx context.Context, tx *db.Tx, report func(string)) (checked string, err error) {
	versions := 0
	if err := db.EachText(ctx, tx, "version", func(version string) error {
		versions++
		text, err := db.One(ctx, tx, db.Text, `SELECT form FROM consult_form WHERE version = $1`, version)
		if err != nil {
			return err
		}
		form, err := survey.Parse([]byte(text))
		if err != nil || form.Version() != version || string(form.JSON()) != text {
			report(fmt.Sprintf("table consult_form, version %s: the questionnaire has been changed", version))
		}
		return nil
	}, `SELECT version FROM consult_form`, ""); err != nil {
		return "", err
	}
	type latest struct {
		definition, body string
		opens, closes    time.Time
	}
	if err := EachSlug(ctx, tx, func(slug Slug) error {
		x, err := db.One(ctx, tx, func(r db.Row) (x latest, err error) {
			return x, r.Scan(&x.definition, db.ScanTime(&x.opens), db.ScanTime(&x.closes), &x.body)
		}, `SELECT c.definition, c.opens_at, c.closes_at, a.body FROM consult_consultation c
				JOIN consult_act a ON a.consultation = c.slug AND a.number = c.act_count
			WHERE c.slug = $1 AND c.stage <> 'draft'`, slug)
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		if problem := checkLatestAct(x.body, digest.Of(x.definition).Hex(), x.opens, x.closes); problem != "" {
			report(fmt.Sprintf("table consult_consultation, %s: %s", slug, problem))
		}
		return nil
	}); err != nil {
		return "", err
	}
	return fmt.Sprintf("%d versions of questionnaires", versions), nil
}

// checkLatestAct returns how the body of the latest act differs from the consultation,
// or "".
func checkLatestAct(body, definition string, opens, closes time.Time) string {
	s := actBody{Opens: &CivilTime{}, Closes: &CivilTime{}}
	switch err := json.Unmarshal([]byte(body), &s); {
	case err != nil:
		return "its latest act cannot be read"
	case s.Definition != definition:
		return "its definition is not the one that its latest act published"
	case !s.Opens.At.Equal(opens) || !s.Closes.At.Equal(closes):
		return "its dates are not those of its latest act"
	}
	return ""
}
