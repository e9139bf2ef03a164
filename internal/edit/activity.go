package edit

import (
	"context"
	"errors"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// Agreement says what publishing a record agrees. Every kind declares one.
type Agreement int

// The agreements.
const (
	Undeclared      Agreement = iota
	AgreesNothing             // a fact, a setting or an account of what was done
	AgreesActivity            // a strategy, a plan, an action or a decision, also when it is reviewed
	AgreesAtFirst             // a consultation: publishing it for the first time
	AgreesPartly              // a part of the activities that Kind.Covered returns, which are assessed and not the part
	IsTheAssessment           // it is what Gate asks for
)

// Activity is something that is agreed or reviewed when a record is published.
type Activity struct {
	Names   []string // like "strategy:open-to-all"; the first is what an assessment names. None: only Covered counts.
	Title   string
	Covered []string // activities of which the assessment covers this one too
	Decided bool     // it is decided, so that an assessment which is only planned comes too late
}

// GateFunc returns nil if an activity may be agreed because a current assessment, or an approved reason why none is needed,
// covers it, and otherwise an *LinkedError.
type GateFunc func(ctx context.Context, tx *db.Tx, a Activity) error

// LinkedError is something that is missing and is done on another page than the form of the record.
type LinkedError struct {
	Err  error  // for people
	Href string // of that page
}

func (e *LinkedError) Error() string { return e.Err.Error() }

// Unwrap returns the error for people.
func (e *LinkedError) Unwrap() error { return e.Err }

// AsLinked returns the LinkedError in err, or nil.
func AsLinked(err error) *LinkedError {
	linked, _ := errors.AsType[*LinkedError](err)
	return linked
}

// ActivityName names a record of a kind as an activity.
func ActivityName(kind, ref string) string { return kind + ":" + ref }

// ActivityOf returns what publishing c agrees. Its names are those of the record and of its first draft, because an
// assessment can name the draft.
func (k *Kind) ActivityOf(ctx context.Context, tx *db.Tx, c *Copy) (a Activity, err error) {
	a.Title, a.Decided = c.Title, k.Decides
	if k.agreesWhole() {
		a.Names = []string{ActivityName(k.Name, c.Address())}
		if c.ID != c.Address() {
			a.Names = append(a.Names, ActivityName(k.Name, c.ID))
		}
	}
	if k.Covered != nil {
		a.Covered, err = k.Covered(ctx, tx, c.Values)
	}
	return a, err
}

// PublishedActivity returns what the published record ref agrees. It has no names if that is nothing, or if there is no such
// record.
func (k *Kind) PublishedActivity(ctx context.Context, tx *db.Tx, ref string) (a Activity, err error) {
	if !k.agreesWhole() && k.Agrees != AgreesPartly {
		return a, nil
	}
	c := &Copy{Kind: k.Name, ID: ref, Record: ref}
	c.Values, err = k.Load(ctx, tx, ref)
	if fault.Is(err, fault.NotFound) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	if k.setTitle(c); k.Title == nil && k.Single() {
		c.Title = ref
	}
	if a, err = k.ActivityOf(ctx, tx, c); err == nil && k.agreesWhole() {
		a.Names, err = ActivityNames(ctx, tx, k.Name, ref)
	}
	return a, err
}

// maxDrafts is how many drafts of a record are looked for. There is one, unless organisations have one each.
const maxDrafts = 20

// ActivityNames returns by which names an assessment can cover a published record: its own, and that of the draft that it was.
func ActivityNames(ctx context.Context, tx *db.Tx, kind, ref string) ([]string, error) {
	ids, err := db.All(ctx, tx, db.Text, `SELECT id FROM edit_copy WHERE kind = $1 AND record = $2 AND id <> record
		ORDER BY id LIMIT $3`, kind, ref, maxDrafts)
	names := []string{ActivityName(kind, ref)}
	for _, id := range ids {
		names = append(names, ActivityName(kind, id))
	}
	return names, err
}

// PublishedRef returns the reference of the record that was published from the draft with this id. Without one it is ref itself.
func PublishedRef(ctx context.Context, tx *db.Tx, kind, ref string) (string, error) {
	record, err := db.One(ctx, tx, db.Text, `SELECT record FROM edit_copy WHERE kind = $1 AND id = $2`, kind, ref)
	if fault.Is(err, fault.NotFound) || err == nil && record == "" {
		return ref, nil
	}
	return record, err
}

// agreesWhole reports whether a record of the kind is an activity, and not a part of one.
func (k *Kind) agreesWhole() bool { return k.Agrees == AgreesActivity || k.Agrees == AgreesAtFirst }

// GateIn returns what Gate says about publishing c: nil or a *LinkedError.
func (s *Service) GateIn(ctx context.Context, tx *db.Tx, k *Kind, c *Copy) error {
	return s.passGate(ctx, tx, k, c)
}

// passGate returns an *LinkedError if c agrees an activity that no assessment covers.
func (s *Service) passGate(ctx context.Context, tx *db.Tx, k *Kind, c *Copy) error {
	if s.Gate == nil || !k.agreesWhole() && k.Agrees != AgreesPartly || k.Agrees == AgreesAtFirst && c.Base != nil {
		return nil
	}
	a, err := k.ActivityOf(ctx, tx, c)
	if err != nil || len(a.Names)+len(a.Covered) == 0 {
		return err
	}
	return s.Gate(ctx, tx, a)
}

// publish passes the gate, and then the values to the feature.
func (s *Service) publish(ctx context.Context, l *definition.Loading, k *Kind, c *Copy) error {
	if err := s.passGate(ctx, l.Tx, k, c); err != nil {
		return err
	}
	return publish(ctx, l, k, c)
}
