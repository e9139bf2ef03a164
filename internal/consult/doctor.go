package consult

import (
	"context"
	"fmt"

	"github.com/folkmoot/folkmoot/internal/db"
)

// CheckZoneRules reports consultations whose announced opening or closing time
// is another instant now, because the rules of its time zone have changed since.
func CheckZoneRules(ctx context.Context, tx *db.Tx, report func(problem string)) (checked string, err error) {
	now, err := tx.Now(ctx)
	if err != nil {
		return "", err
	}
	consultations := 0
	err = EachSlug(ctx, tx, func(slug Slug) error {
		consultations++
		c, err := Get(ctx, tx, slug)
		if err != nil {
			return err
		}
		if state := c.StateAt(now); state != Open && state != Forthcoming {
			return nil
		}
		for _, event := range []struct {
			verb string
			at   CivilTime
		}{{"opens", c.Opens}, {"closes", c.Closes}} {
			if event.at.ZoneRulesChanged() {
				report(fmt.Sprintf(
					"The consultation %s %s at %s, which is no longer %s in %s: the rules of that time zone have changed. "+
						"Tell people, or set the time again.",
					slug, event.verb, event.at.At.UTC().Format("2006-01-02 15:04 MST"), event.at.Wall, event.at.Zone))
			}
		}
		return nil
	})
	return fmt.Sprintf("the times of %d consultations", consultations), err
}
