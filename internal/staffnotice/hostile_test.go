package staffnotice

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/db/dbtest"
)

// People who lose a permission, or go to another organisation, no longer see the titles of what they could open before: not
// on the page, not in the number and not in the daily email.
func TestNoticesEndWithThePermission(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		in, ctx := open(t, d), t.Context()
		in.append(Event{Kind: "news", Key: "1", Org: actor.CouncilOrg, Audience: Audience{Can: []actor.Capability{actor.Draft}}, Title: "Secret"})
		for name, later := range map[string]Person{
			"the permission":   person("ben", actor.CouncilOrg),
			"the organisation": person("ben", "partner", actor.Draft),
		} {
			found, err := in.List(ctx, later.Actor, "")
			if err != nil || len(found.Items) > 0 {
				t.Errorf("without %s: %+v, %v", name, found.Items, err)
			}
			if n, err := in.CountUnread(ctx, later.Actor); n != 0 || err != nil {
				t.Errorf("without %s: %d unread, %v", name, n, err)
			}
		}
		if n, err := in.CountUnread(ctx, person("ben", actor.CouncilOrg, actor.Draft).Actor); n != 1 || err != nil {
			t.Errorf("with the permission: %d unread, %v", n, err)
		}
		in.People = staff{person("ann", actor.CouncilOrg, actor.Draft), person("ben", actor.CouncilOrg)}
		in.now = in.now.Add(48 * time.Hour)
		if err := in.SendDigests(ctx, time.UTC); err != nil {
			t.Fatal(err)
		}
		if all := strings.Join(in.sent, "; "); all != "ann: News +0" {
			t.Errorf("emails: %s", all)
		}
	})
}

// Titles are on one line and not too long in notices, whatever was typed.
func TestTitlesOfNoticesAreShortened(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		in := open(t, d)
		in.append(Event{Kind: "news", Key: "1", Org: actor.CouncilOrg, Title: "A\r\nBcc: b@example.org " + strings.Repeat("ü", 1<<20)})
		found, err := in.List(t.Context(), everyone[0].Actor, "")
		if err != nil || len(found.Items) != 1 {
			t.Fatalf("%+v, %v", found, err)
		}
		if title := found.Items[0].Event.Title; len([]rune(title)) != maxTitle+1 || strings.ContainsAny(title, "\r\n") {
			t.Errorf("%d characters: %.50q", len(title), title)
		}
	})
}
