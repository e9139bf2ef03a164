package partner

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/action"
	"github.com/folkmoot/folkmoot/internal/db"
)

// A significant partnership has to say more, and says why. Every review includes an equality check.
func TestSignificantPartnershipsAndReviewsAskForMore(t *testing.T) {
	each(t, func(r *register) {
		p := entry("a")
		p.Significant = true
		wrong := r.define(p)
		if n := strings.Count(wrong, "Fill this in, because the partnership is significant"); n != 12 {
			r.Errorf("%d things are asked for: %s", n, wrong)
		}
		p.Significant = false
		if wrong := r.define(p); wrong != "" {
			r.Error(wrong)
		}
		p.Reviews = []Review{{On: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Result: "It continues."}}
		if wrong := r.define(p); !strings.Contains(wrong, "Every review includes an equality check") {
			r.Errorf("a review without an equality check: %s", wrong)
		}
		p.Reviews[0].Equality = "Families gain."
		p.Next = time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
		if wrong := r.define(p); wrong != "" {
			r.Error(wrong)
		}
		r.update(func(tx *db.Tx) error {
			none, err := DueReviews(r.Context(), tx, p.Next.AddDate(0, 0, -1))
			due, e := DueReviews(r.Context(), tx, p.Next)
			if len(none) != 0 || len(due) != 1 {
				r.Errorf("due: %d before and %d on the day", len(none), len(due))
			}
			return errorOf(err, e)
		})
	})
}

// Complaint 1 of users of neighbouring systems: support in kind is invisible, or pollutes the total of the money.
func TestSupportInKindIsShownAndNeverInTheMoney(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		var g Governance
		cash, inKind := map[int64]action.Pence{}, map[int64]action.Pence{}
		for range random.IntN(20) {
			amount := action.Pence(random.IntN(1_000_000))
			f := Funding{Kind: FundingKinds[random.IntN(3)], What: "x", Year: int64(2020 + random.IntN(3)), Amount: &amount, Basis: "y"}
			if f.Kind == InKind && random.IntN(3) == 0 {
				f.Amount = nil
			}
			if err := f.check(); err != nil {
				t.Fatal(err)
			}
			g.Funding = append(g.Funding, f)
			switch {
			case f.Amount == nil:
			case f.Kind == InKind:
				inKind[f.Year] += amount
			default:
				cash[f.Year] += amount
			}
		}
		lines := 0
		for _, y := range g.FundingByYear() {
			if y.Cash != cash[y.Year] || y.InKind != inKind[y.Year] {
				t.Fatalf("%d: %v and %v instead of %v and %v", y.Year, y.Cash, y.InKind, cash[y.Year], inKind[y.Year])
			}
			lines += len(y.Lines)
		}
		if lines != len(g.Funding) {
			t.Fatalf("%d of %d lines are shown", lines, len(g.Funding))
		}
	}
	amount := action.Pence(100)
	unexplained := Funding{Kind: InKind, What: "A room", Year: 2026, Amount: &amount}
	if err := unexplained.check(); err == nil {
		t.Error("a value in pounds has no rate, source and price year")
	}
}

// The directory finds partners by words, place, sector and group, and an organisation that a file renames is in its new place.
func TestDirectoryIsFilteredAndFollowsTheName(t *testing.T) {
	each(t, func(r *register) {
		a, b := entry("a"), entry("b")
		a.Purpose, a.Sectors, a.WorksWith = "We give Wheelchairs to élèves.", []Sector{"health"}, []string{"disability"}
		b.SpeaksFor = []string{"carers"}
		if wrong := r.define(a, b); wrong != "" {
			r.Fatal(wrong)
		}
		r.update(func(tx *db.Tx) error {
			return Rename(r.Context(), tx, account.Org{ID: "b", Name: "A new name"})
		})
		for want, q := range map[string]Query{
			"a": {Words: "wheel eleve", Sector: "health", Group: "disability"}, "b": {Group: "carers"}, "": {Words: "wheel zeppelin"}, "b a": {},
		} {
			r.update(func(tx *db.Tx) error {
				found, err := Find(r.Context(), tx, q, "", 10)
				var ids []string
				for _, p := range found.Items {
					ids = append(ids, p.ID)
				}
				if got := strings.Join(ids, " "); err == nil && got != want {
					r.Errorf("%v finds %q, want %q", q, got, want)
				}
				return err
			})
		}
	})
}
