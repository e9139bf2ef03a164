package edit

import (
	"cmp"
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/definition"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// Service has the use cases of editing. All of them need the capability Write of the kind and act only on records of
// the actor's organisation; the error for others is the same as for an unknown record.
type Service struct {
	DB  *db.DB
	Log *record.Log // of what is published; nil if no kind has entries in the public record

	// SamePersonMayApprove reports whether the council lets people approve what they wrote themselves.
	SamePersonMayApprove func(ctx context.Context, tx *db.Tx, kind string) (bool, error)

	// Gate is asked before a record that agrees an activity is submitted and published. Nil: it always agrees.
	Gate GateFunc
}

// Get returns the copy of a record. A record that was never changed here has version 0 and its published values.
func (s *Service) Get(ctx context.Context, by actor.Actor, k *Kind, address string) (c *Copy, err error) {
	defer fault.Wrap(&err, "get %s %s", k.Name, address)
	if !by.May(k.Write) {
		return nil, notFound()
	}
	if k.Store != nil {
		return k.Store.Get(ctx, by, address)
	}
	err = s.DB.View(ctx, func(tx *db.Tx) error { c, err = find(ctx, tx, by, k, address); return err })
	return c, err
}

// pageSize is the number of records, versions or comments on a page.
const pageSize = 20

// Pending returns a page of the copies of by's organisation that wait to be published, the last changed first.
func (s *Service) Pending(ctx context.Context, reader actor.Actor, k *Kind, by db.Sort, at string) (page db.Page[*Copy], err error) {
	defer fault.Wrap(&err, "list copies of %s", k.Name)
	if !reader.May(k.Write) {
		return page, forbidden()
	}
	return page, s.DB.View(ctx, func(tx *db.Tx) error {
		page, err = listPending(ctx, tx, k, reader.OwnOrg(), by, at, pageSize)
		return err
	})
}

// Discarded returns a page of the copies of by's organisation that were never published and are discarded, the last
// discarded first.
func (s *Service) Discarded(ctx context.Context, reader actor.Actor, k *Kind, by db.Sort, at string) (page db.Page[*Copy], err error) {
	defer fault.Wrap(&err, "list discarded copies of %s", k.Name)
	if !reader.May(k.Write) {
		return page, forbidden()
	}
	return page, s.DB.View(ctx, func(tx *db.Tx) error {
		page, err = listDiscarded(ctx, tx, k.Name, reader.OwnOrg(), by, at, pageSize)
		return err
	})
}

// Published returns a page of the published records, sorted by one of k.Sorts. It is empty for organisations other than the one to
// which records of the kind belong.
func (s *Service) Published(ctx context.Context, reader actor.Actor, k *Kind, by db.Sort, at string) (page db.Page[Item], err error) {
	defer fault.Wrap(&err, "list %s", k.Name)
	if !reader.May(k.Write) || k.Org == nil && !reader.ActsFor(actor.CouncilOrg) {
		return page, nil
	}
	return page, s.DB.View(ctx, func(tx *db.Tx) error {
		page, err = k.ReadList(ctx, tx, reader.OwnOrg(), by, at, pageSize)
		return err
	})
}

// Quotes returns what the texts of a record with the values v can quote; nil if its kind has no quotes.
func (s *Service) Quotes(ctx context.Context, k *Kind, ref string, v Values) (all []Quote, err error) {
	defer fault.Wrap(&err, "list quotes for %s %s", k.Name, ref)
	if k.Quotes == nil {
		return nil, nil
	}
	return all, s.DB.View(ctx, func(tx *db.Tx) error { all, err = k.Quotes(ctx, tx, ref, v); return err })
}

// Fresh returns the values with which the form of a new record begins.
func (s *Service) Fresh(ctx context.Context, k *Kind) (v Values, err error) {
	if k.Initial == nil {
		return Values{}, nil
	}
	return v, s.DB.View(ctx, func(tx *db.Tx) error { v, err = k.Initial(ctx, tx, ""); return err })
}

// Save is what a form submits.
type Save struct {
	Version int64  // of the copy that the form was made from
	Seen    string // Copy.Seen of that copy
	Values  Values
	Auto    bool // while the officer is typing
	Rebased bool // the same changes as before, of what is published now: they are still submitted or approved

	// Only are the fields that the form had, if it was the page of one section, and Was is SeenOf their values when it was
	// made. Nil: it had all.
	Only []string
	Was  string
}

// Start stores a new record as a draft. key is from db.NewID, made for the form, so that sending it twice starts one.
func (s *Service) Start(ctx context.Context, by actor.Actor, k *Kind, key string, in Save) (c *Copy, err error) {
	defer fault.Wrap(&err, "start %s", k.Name)
	if !by.May(k.Write) || k.Single() || !k.MayStart(by) {
		return nil, forbidden()
	}
	return c, s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err = findStored(ctx, tx, k.Name, db.IDFromKey(key))
		if err != nil {
			return err
		}
		if c != nil {
			if !by.ActsFor(c.Org) {
				return notFound()
			}
			if !c.Values.Equal(in.Values) {
				return newConflict(k, c, nil, in.Values, c.Values, false)
			}
			return nil
		}
		c = &Copy{Kind: k.Name, ID: db.IDFromKey(key), Org: by.OwnOrg(), Base: nil}
		if published, err := k.loadPublished(ctx, tx, c.ID); err != nil || published != nil {
			return cmp.Or(err, forbidden()) // the copy would be found instead of the record
		}
		keepForbidden(by, k, in.Values, &Copy{})
		return s.saveValues(ctx, tx, by, k, c, in)
	})
}

// SaveDraft stores values as the next version. If the record has changed since the form was made, the changes are combined;
// if both sides changed the same, or the officer is still typing, nothing is stored and the error is a *ConflictError. What
// was submitted or approved is a draft again.
func (s *Service) SaveDraft(ctx context.Context, by actor.Actor, k *Kind, address string, in Save) (c *Copy, err error) {
	defer fault.Wrap(&err, "save %s %s", k.Name, address)
	if !by.May(k.Write) {
		return nil, notFound()
	}
	if k.Store != nil {
		return k.saveElsewhere(ctx, by, address, in)
	}
	return c, s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err = s.SaveIn(ctx, tx, by, k, address, in)
		return err
	})
}

// SaveIn is SaveDraft in the transaction of the caller.
func (s *Service) SaveIn(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, address string, in Save) (*Copy, error) {
	c, err := find(ctx, tx, by, k, address)
	if err == nil && c.Held {
		err = errHeld()
	}
	if err != nil {
		return nil, err
	}
	if in, err = in.completed(ctx, tx, c); err != nil {
		return nil, err
	}
	keepForbidden(by, k, in.Values, c)
	published, err := k.loadPublished(ctx, tx, c.Record)
	if err != nil {
		return nil, err
	}
	from, err := findVersion(ctx, tx, c, in.Version)
	if err != nil {
		return nil, err
	}
	var base Values // what the form was made from
	switch {
	case from != nil && (from.Act != PublishAct || SeenOf(from.Values) == in.Seen):
		base = from.Values
	case c.Base != nil && c.Seen() == in.Seen:
		base = c.Base
	}
	if c.Version != in.Version {
		conflict := newConflict(k, c, base, in.Values, c.Values, false)
		if in.Auto || k.Words != nil || !conflict.settled() || c.State != Draft && c.State != Returned {
			return nil, conflict
		}
		in.Values, in.Seen = conflict.Merged, c.Seen()
	}
	if SeenOf(published) != in.Seen {
		if base = nil; c.Seen() == in.Seen {
			base = c.Base
		}
		conflict := newConflict(k, c, base, in.Values, published, true)
		if in.Auto || k.Words != nil || !conflict.settled() {
			return nil, conflict
		}
		in.Values = conflict.Merged
	}
	unchanged := c.Values.Equal(in.Values) && SeenOf(published) == c.Seen()
	if unchanged && (in.Auto || c.State != Discarded) {
		return c, nil
	}
	if c.Version == 0 && published != nil {
		if err := insertVersion(ctx, tx, c, StartAct, "", published); err != nil {
			return nil, err
		}
	}
	c.Base = published
	return c, s.saveValues(ctx, tx, by, k, c, in)
}

// saveValues stores the submitted values as the next version of c.
func (s *Service) saveValues(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, c *Copy, in Save) error {
	if k.Arrange != nil {
		if err := k.Arrange(ctx, tx, in.Values); err != nil {
			return err
		}
	}
	c.Values = in.Values
	c.Org = k.holder(by, c)
	k.setTitle(c)
	if !in.Rebased {
		c.State, c.SubmittedBy, c.ApprovedBy = Draft, "", ""
		c.addWriter(by.ID)
	}
	act := Saved
	if in.Auto {
		act = Autosaved
	}
	continues, err := save(ctx, tx, by, c, act)
	if err != nil || continues && in.Auto {
		return err // the entry of the version that this continues is enough
	}
	return audit.Append(ctx, tx, by, "save-record", k.Name, c.Address(), "")
}

// keepForbidden sets the fields that by may not change to their values in c.
func keepForbidden(by actor.Actor, k *Kind, v Values, c *Copy) {
	for i := range k.Fields {
		if f := &k.Fields[i]; !f.MayChange(by, c.Base != nil) {
			v.Set(f.Name, c.Values[f.Name]...)
		}
	}
}

// MayChange reports whether by may change the field, given that they may change the record.
func (f *Field) MayChange(by actor.Actor, published bool) bool {
	return (f.Needs == "" || by.May(f.Needs)) && !(published && f.UntilPublished)
}

// transaction runs fn in a transaction of by.
type transaction func(ctx context.Context, by actor.Actor, fn func(*definition.Loading) error) error

// working is the transaction of what changes only the working copy.
func (s *Service) working(ctx context.Context, by actor.Actor, fn func(*definition.Loading) error) error {
	return s.DB.Update(ctx, func(tx *db.Tx) error { return fn(&definition.Loading{Tx: tx, By: by}) })
}

// publishing is the transaction of what changes the record, with the entries of the public record.
func (s *Service) publishing(ctx context.Context, by actor.Actor, fn func(*definition.Loading) error) error {
	if s.Log == nil {
		return s.working(ctx, by, fn)
	}
	_, err := s.Log.Update(ctx, func(tx *db.Tx, w *record.Writer) error {
		return fn(&definition.Loading{Tx: tx, Record: w, By: by})
	})
	return err
}

// change is changeIn for what changes only the working copy.
func (s *Service) change(
	ctx context.Context, by actor.Actor, k *Kind, address string, version int64, act Act, fn func(*db.Tx, *Copy) error,
) (*Copy, error) {
	return s.changeIn(ctx, s.working, by, k, address, version, act, func(l *definition.Loading, c *Copy) error { return fn(l.Tx, c) })
}

// changeIn lets fn change the given version of a copy, and stores it as the next version with an audit entry.
func (s *Service) changeIn(
	ctx context.Context, in transaction, by actor.Actor, k *Kind, address string, version int64, act Act,
	fn func(*definition.Loading, *Copy) error,
) (*Copy, error) {
	return s.actIn(ctx, in, by, k, address, version, act, func(l *definition.Loading, c *Copy) error {
		if err := fn(l, c); err != nil {
			return err
		}
		return k.saveAct(ctx, l.Tx, by, c, act)
	})
}

// saveAct stores c as the next version, with the audit entry of the act.
func (k *Kind) saveAct(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy, act Act) error {
	if _, err := save(ctx, tx, by, c, act); err != nil {
		return err
	}
	if k.Acted != nil {
		if err := k.Acted(ctx, tx, by, c, act); err != nil {
			return err
		}
	}
	return audit.Append(ctx, tx, by, string(act)+"-record", k.Name, c.Address(), "")
}

// actIn lets fn change and store the given version of a copy. act is what an error names.
func (s *Service) actIn(
	ctx context.Context, in transaction, by actor.Actor, k *Kind, address string, version int64, act Act,
	fn func(*definition.Loading, *Copy) error,
) (c *Copy, err error) {
	defer fault.Wrap(&err, "%s %s %s", act, k.Name, address)
	if !by.May(k.Write) {
		return nil, notFound()
	}
	return c, in(ctx, by, func(l *definition.Loading) error {
		if c, err = find(ctx, l.Tx, by, k, address); err != nil {
			return err
		}
		if c.Held {
			return errHeld()
		}
		if c.Version != version {
			return staleError()
		}
		return fn(l, c)
	})
}

func staleError() error {
	return fault.New(fault.Conflict, "Someone else has changed this since you opened the page. Open it again to see what it is now.")
}

// Comment adds a comment to a copy.
//
// key is from db.NewID, made for the form, so that sending it twice adds one.
func (s *Service) Comment(ctx context.Context, by actor.Actor, k *Kind, address, key, words string) (err error) {
	defer fault.Wrap(&err, "comment on %s %s", k.Name, address)
	if !by.May(k.Write) {
		return notFound()
	}
	if strings.TrimSpace(words) == "" {
		return fault.New(fault.Invalid, "Write a comment.")
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		c, err := find(ctx, tx, by, k, address)
		if err == nil && c.Held {
			err = errHeld()
		}
		if err != nil {
			return err
		}
		if err := addComment(ctx, tx, by, c, key, strings.TrimSpace(words)); err != nil {
			return err
		}
		if err := k.noticeComment(ctx, tx, by, c, key); err != nil {
			return err
		}
		return audit.Append(ctx, tx, by, "comment-record", k.Name, c.Address(), "")
	})
}

// Comments returns the newest comments on a copy.
func (s *Service) Comments(ctx context.Context, c *Copy) (all []Comment, err error) {
	if c.Held {
		return nil, nil
	}
	return all, s.DB.View(ctx, func(tx *db.Tx) error {
		page, err := listComments(ctx, tx, c, "", pageSize)
		all = page.Items
		return err
	})
}

// History returns a page of the versions of c, the newest first, and the version before the last of them, or nil.
func (s *Service) History(ctx context.Context, c *Copy, at string) (page db.Page[*Version], before *Version, err error) {
	if c.Held {
		return page, nil, nil
	}
	return page, before, s.DB.View(ctx, func(tx *db.Tx) error {
		if page, err = listVersions(ctx, tx, c, at, pageSize); err != nil || page.Next == "" {
			return err
		}
		next, err := listVersions(ctx, tx, c, page.Next, 1)
		if err == nil && len(next.Items) > 0 {
			before = next.Items[0]
		}
		return err
	})
}
