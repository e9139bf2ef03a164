package edit

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/staffnotice"
)

// Names of the events that staff are notified of.
const (
	askedNotice     = "approval-asked"
	givenNotice     = "approval-given"
	returnedNotice  = "approval-returned"
	commentedNotice = "record-comment"

	givenAndPublishedNotice = "approval-given-and-published"
)

// Notices returns the events that staff are notified of, for these kinds of records.
func Notices(kinds []Kind) []staffnotice.Kind {
	var writers, approvers []actor.Capability
	for _, k := range kinds {
		writers, approvers = append(writers, k.Write), append(approvers, k.Approve)
	}
	if len(kinds) == 0 {
		return nil
	}
	return []staffnotice.Kind{
		{Name: askedNotice, Say: "A record is waiting for your approval", Needs: approvers, Default: staffnotice.AtOnce},
		{Name: givenNotice, Say: "A record that you wrote was approved", Needs: writers, Default: staffnotice.AtOnce},
		{Name: givenAndPublishedNotice, Say: "A record that you wrote was approved and published", Needs: writers, Default: staffnotice.AtOnce},
		{Name: returnedNotice, Say: "A record that you wrote was returned for changes", Needs: writers, Default: staffnotice.AtOnce},
		{Name: commentedNotice, Say: "A colleague commented on a record of yours", Needs: writers},
	}
}

// event returns the event of a kind about c. occasion makes it different from others of the kind.
func (k *Kind) event(c *Copy, kind, occasion string, a staffnotice.Audience) staffnotice.Event {
	return staffnotice.Event{
		Kind: kind, Key: k.Name + "/" + c.ID + "/" + occasion, Org: c.Org, Audience: a, Title: c.Title,
		Link: k.RecordPath(c.Address()),
	}
}

// occasion is that of an act, which is done once: in a transaction that requires the version before. A version is no
// occasion, because a draft that is deleted and started again has the same ones.
func occasion() string { return db.NewID() }

// noticeSubmitted notifies those who may approve c.
func (s *Service) noticeSubmitted(ctx context.Context, tx *db.Tx, by actor.Actor, k *Kind, c *Copy) error {
	_, same, err := s.mayApprove(ctx, tx, by, k, c)
	if err != nil {
		return err
	}
	except := c.Writers
	if same {
		except = []string{by.ID}
	}
	event := k.event(c, askedNotice, occasion(), staffnotice.Audience{
		Can: []actor.Capability{k.Write, k.Approve}, Except: except,
	})
	event.Org = k.approverOrg(c)
	return staffnotice.Append(ctx, tx, event)
}

// noticeWriters notifies those who wrote c.
func (k *Kind) noticeWriters(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy, kind, occasion string) error {
	writers := slices.DeleteFunc(slices.Clone(c.Writers), func(id string) bool { return id == by.ID })
	if len(writers) == 0 {
		return nil
	}
	orgs, err := k.writerOrgs(ctx, tx, c)
	for i, org := range orgs {
		event := k.event(c, kind, occasion, staffnotice.Audience{Can: []actor.Capability{k.Write}, Only: writers})
		if event.Org = org; i > 0 {
			event.Key += "/" + org
		}
		if err := staffnotice.Append(ctx, tx, event); err != nil {
			return err
		}
	}
	return err
}

// noticeComment notifies those who wrote c or commented on it.
func (k *Kind) noticeComment(ctx context.Context, tx *db.Tx, by actor.Actor, c *Copy, key string) error {
	newest, err := listComments(ctx, tx, c, "", pageSize)
	if err != nil {
		return err
	}
	all := *c
	all.Writers = slices.Clone(c.Writers)
	for _, comment := range newest.Items {
		all.addWriter(comment.By)
	}
	return k.noticeWriters(ctx, tx, by, &all, commentedNotice, "comment/"+db.IDFromKey(key))
}
