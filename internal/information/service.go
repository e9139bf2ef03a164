package information

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/digest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
	"github.com/folkmoot/folkmoot/internal/strategy"
	"github.com/folkmoot/folkmoot/receipt"
)

// Service stores figures and publishes releases. Set its fields before use.
type Service struct {
	DB     *db.DB
	Log    *record.Log
	Secret []byte // of the installation; figures that a page shows before they are stored are sealed with a key derived from it

	// Assessments returns the impact assessments that were published after one day and up to another. It may be nil.
	Assessments func(ctx context.Context, tx *db.Tx, after, until time.Time) ([]Assessment, error)
}

// authorise returns fault.Forbidden if by may not prepare equality information, which belongs to the council.
func authorise(by actor.Actor) error {
	if !by.MayForAll(actor.EditRecords) {
		return fault.New(fault.Forbidden, "You do not have permission to prepare equality information. Ask an administrator for it.")
	}
	return nil
}

// Seal returns s as text that only by can give back to Store, and that cannot be changed in between. So a page can show
// figures before anything is stored.
func (s *Service) Seal(by actor.Actor, set *Set) string {
	content := db.JSON(set)
	return base64.RawURLEncoding.EncodeToString(append(s.mac(by, content), content...))
}

// mac authenticates figures for one person.
func (s *Service) mac(by actor.Actor, content string) []byte {
	sum := digest.Labelled("folkmoot/equality-figures/v1", string(s.Secret))
	mac := hmac.New(sha256.New, sum[:])
	fmt.Fprintf(mac, "%d %s %s", len(by.ID), by.ID, content)
	return mac.Sum(nil)
}

// Store stores what Seal returned, once.
func (s *Service) Store(ctx context.Context, by actor.Actor, sealed string) (set Set, err error) {
	if err := authorise(by); err != nil {
		return set, err
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) < sha256.Size || !hmac.Equal(raw[:sha256.Size], s.mac(by, string(raw[sha256.Size:]))) {
		return set, fault.New(fault.Invalid, "These figures cannot be saved. Check the file again.")
	}
	if err := json.Unmarshal(raw[sha256.Size:], &set); err != nil {
		return set, err
	}
	return set, s.DB.Update(ctx, func(tx *db.Tx) error {
		added, err := insertSet(ctx, tx, &set)
		if err != nil || !added {
			return err
		}
		return audit.Append(ctx, tx, by, "store-figures", "equality-figures", set.ID, string(set.Kind))
	})
}

// leafOf is the entry of a release in the public record. Its commitment needs no salt, because the content is public.
func leafOf(ref string, number int64, content string) receipt.Leaf {
	return receipt.Leaf{Subject: fmt.Sprintf("equality-information/%s/%d", ref, number), Kind: "publication", Commitment: digest.Of(content)}
}

// Leaf is the entry of r in the public record.
func (r *Release) Leaf() receipt.Leaf { return leafOf(r.Ref, r.Number, r.Content()) }

// Prepare returns the release that s would become on a day, which is not stored.
func (s *Service) Prepare(ctx context.Context, tx *db.Tx, what Statement, on time.Time) (*Release, error) {
	r := &Release{Statement: what, Number: 1, Published: on}
	for i, id := range what.Sets {
		set, err := GetSet(ctx, tx, id)
		if fault.Is(err, fault.NotFound) {
			var wrong definition.SettingErrors
			wrong.Add(fault.New(fault.Invalid, "These figures no longer exist. Choose others."), "figures", i)
			return nil, wrong.Err()
		}
		if err != nil {
			return nil, err
		}
		r.Figures = append(r.Figures, set)
	}
	settings, err := settings(ctx, tx)
	if err != nil {
		return nil, err
	}
	r.Missing, r.Meets = r.missing(settings), r.meets(settings)
	if r.Kind == strategy.GenderPayGap {
		return r, nil
	}
	all, err := strategy.InForce(ctx, tx, on, on)
	if err != nil {
		return nil, err
	}
	r.Objectives = objectivesOf(all)
	if s.Assessments != nil {
		r.Assessments, err = s.Assessments(ctx, tx, r.AsAt.AddDate(-1, 0, 0), r.AsAt)
	}
	return r, err
}

// settings returns the settings of the duties, or nil if there are none.
func settings(ctx context.Context, tx *db.Tx) (*strategy.DutyDefinition, error) {
	d, err := strategy.DutySettings(ctx, tx)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return d, err
}

// publish publishes what as a release on a day, with its entry in the public record, and fulfils the duty with the first
// release of a reference. It reports whether that changed anything. Its error may be definition.SettingErrors.
func (s *Service) publish(ctx context.Context, tx *db.Tx, w *record.Writer, what Statement, on time.Time) (changed bool, err error) {
	r, err := s.Prepare(ctx, tx, what, on)
	if err != nil {
		return false, err
	}
	duties, err := settings(ctx, tx)
	if err != nil {
		return false, err
	}
	if err := what.validate(r.Figures, duties); err != nil {
		return false, err
	}
	before, err := Get(ctx, tx, what.Ref)
	switch {
	case fault.Is(err, fault.NotFound):
	case err != nil:
		return false, err
	case db.JSON(before.Statement) == db.JSON(what) && slices.Equal(before.Sets, what.Sets):
		return false, nil
	default:
		r.Number = before.Number + 1
	}
	if err := r.compare(ctx, tx); err != nil {
		return false, err
	}
	if err := r.insert(ctx, tx); err != nil {
		return false, err
	}
	w.Add(r.Leaf())
	if r.Number > 1 {
		return true, nil
	}
	p := strategy.Publication{Kind: r.Kind, Date: on, Title: r.Title, Invented: r.Invented, For: r.Meets}
	p.Source.Name, p.Source.Address = r.Title, Path(r.Ref)
	return true, strategy.Fulfil(ctx, tx, w, p)
}

// compare returns definition.SettingErrors if the figures of r and those of earlier releases together reveal what few people
// said of themselves, and r does not say why it corrects them.
func (r *Release) compare(ctx context.Context, tx *db.Tx) error {
	if r.Correction != "" {
		return nil
	}
	for i := range r.Figures {
		set := &r.Figures[i]
		earlier, err := set.near(ctx, tx)
		if err != nil {
			return err
		}
		for _, was := range earlier {
			for j := range was.Figures {
				if was.Figures[j].ID == set.ID {
					continue
				}
				if d := set.Differences(&was.Figures[j]); len(d) > 0 {
					var wrong definition.SettingErrors
					wrong.Add(fault.Newf(fault.Invalid,
						"“%s” has figures about nearly the same people. By %s, those of “%s” differ by so few people that "+
							"comparing the two could reveal what they said. If these figures correct the others, say why.",
						was.Title, Label(d[0].Characteristic), d[0].Group), "correction")
					return wrong.Err()
				}
			}
		}
	}
	return nil
}
