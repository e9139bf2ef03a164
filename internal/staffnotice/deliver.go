package staffnotice

import (
	"context"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
)

const (
	maxInDigest  = 20                   // events that a digest names; it says how many more there are
	digestHour   = 7                    // local time at which digests are sent
	keepFor      = 180 * 24 * time.Hour // events and notices; what is still due then is appended again
	deleteAtOnce = 200                  // events
	appendAtOnce = 100                  // events
	peopleAtOnce = 100
)

// RegisterJobs registers s as the handler of the jobs that make notices.
func (s *Service) RegisterJobs(r *jobs.Runner) { r.Handle(jobKind, s.deliver) }

// deliver makes the notices of an event. It may be called again for the same event.
func (s *Service) deliver(ctx context.Context, j jobs.Job) error {
	var id string
	if err := j.Decode(&id); err != nil {
		return err
	}
	var e Event
	err := s.DB.View(ctx, func(tx *db.Tx) (err error) { e, err = getEvent(ctx, tx, id); return err })
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	people, err := s.audience(ctx, e)
	if err != nil {
		return err
	}
	k, ok := s.kind(e.Kind)
	if !ok {
		return nil // of a later version of the program
	}
	for chunk := range slices.Chunk(people, peopleAtOnce) {
		var chosen map[string]Choice
		if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
			chosen, err = choicesAbout(ctx, tx, e.Kind, chunk)
			return err
		}); err != nil {
			return err
		}
		if err := s.DB.Update(ctx, func(tx *db.Tx) error { return s.notify(ctx, tx, k, e, chunk, chosen) }); err != nil {
			return err
		}
	}
	return nil
}

// audience returns the people to whom e goes.
func (s *Service) audience(ctx context.Context, e Event) (people []Person, err error) {
	named := map[string]bool{}
	for _, address := range e.Named {
		named[mail.FoldAddress(address)] = true
	}
	var chosen []Person
	err = s.People.EachStaff(ctx, e.Org, func(p Person) error {
		mayNot := slices.ContainsFunc(e.Can, func(c actor.Capability) bool { return !p.Actor.May(c) })
		if mayNot || slices.Contains(e.Except, p.Actor.ID) || len(e.Only) > 0 && !slices.Contains(e.Only, p.Actor.ID) {
			return nil
		}
		people = append(people, p)
		if named[mail.FoldAddress(p.Email)] {
			chosen = append(chosen, p)
		}
		return nil
	})
	if len(chosen) > 0 {
		people = chosen
	}
	if fault.Is(err, fault.NotFound) {
		err = nil // there is no such organisation any more
	}
	return people, err
}

// notify stores the notices of e for people, and queues the emails that are sent at once.
func (s *Service) notify(ctx context.Context, tx *db.Tx, k Kind, e Event, people []Person, chosen map[string]Choice) error {
	now, err := tx.Now(ctx)
	if err != nil {
		return err
	}
	for _, p := range people {
		choice, digestAt := k.choice(chosen[p.Actor.ID]), time.Time{}
		if choice == Daily && !p.NoMail {
			digestAt = now
		}
		inserted, err := insertNotice(ctx, tx, e, p.Actor.ID, digestAt)
		if err != nil {
			return err
		}
		if !inserted || choice != AtOnce || p.NoMail {
			continue
		}
		m := Mail{Key: e.id + "/" + p.Actor.ID, To: p, Items: []Item{s.item(e)}, At: e.happenedAt}
		if err := s.Send(ctx, tx, m, now); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) item(e Event) Item {
	k, _ := s.kind(e.Kind)
	return Item{Say: k.Say, Title: e.Title, Link: e.Link, Due: e.Due}
}

// AppendDue appends the events of all kinds that come from the clock and that are due. Each is appended once, also if
// several servers do it at the same time.
func (s *Service) AppendDue(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "append events that are due")
	for _, k := range s.kinds {
		if k.Due == nil {
			continue
		}
		due, err := k.Due(ctx)
		if err != nil {
			return err
		}
		for i := range due {
			due[i].Kind = k.Name
		}
		for chunk := range slices.Chunk(due, appendAtOnce) {
			if err := s.appendMissing(ctx, chunk); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *Service) appendMissing(ctx context.Context, due []Event) error {
	var events []Event
	if err := s.DB.View(ctx, func(tx *db.Tx) (err error) { events, err = missing(ctx, tx, due); return err }); err != nil || len(events) == 0 {
		return err
	}
	return s.DB.Update(ctx, func(tx *db.Tx) error {
		for _, e := range events {
			if err := Append(ctx, tx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// SendDigests queues the daily emails about what has waited since before the last time digestHour struck in place.
func (s *Service) SendDigests(ctx context.Context, place *time.Location) (err error) {
	defer fault.Wrap(&err, "send digests")
	now, err := s.DB.Now(ctx)
	if err != nil {
		return err
	}
	before := lastDigest(now.In(place))
	for after := ""; ; {
		var people []string
		if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
			people, err = digestPeople(ctx, tx, after, before, peopleAtOnce)
			return err
		}); err != nil {
			return err
		}
		for _, person := range people {
			if err := s.DB.Update(ctx, func(tx *db.Tx) error { return s.sendDigest(ctx, tx, person, before, now) }); err != nil {
				return err
			}
			after = person
		}
		if len(people) < peopleAtOnce {
			return nil
		}
	}
}

// lastDigest returns when digests were last due at now, a local time.
func lastDigest(now time.Time) time.Time {
	today := time.Date(now.Year(), now.Month(), now.Day(), digestHour, 0, 0, 0, now.Location())
	if now.Before(today) {
		today = today.AddDate(0, 0, -1)
	}
	return today
}

// sendDigest queues the digest of a person. A second server finds nothing left to send, or the same newest event and so
// the same key.
func (s *Service) sendDigest(ctx context.Context, tx *db.Tx, person string, before, now time.Time) error {
	newest, n, err := readDigest(ctx, tx, person, before)
	if err != nil || len(newest) == 0 {
		return err
	}
	if err := clearDigest(ctx, tx, person, before); err != nil {
		return err
	}
	p, err := s.People.GetStaff(ctx, tx, person)
	if fault.Is(err, fault.NotFound) || err == nil && p.NoMail {
		return nil
	}
	if err != nil {
		return err
	}
	m := Mail{Key: "digest/" + person + "/" + newest[0].Event.id, To: p, Digest: true, More: n - int64(len(newest)), At: newest[0].HappenedAt}
	for _, notice := range newest {
		if notice.Event.concerns(p.Actor) {
			m.Items = append(m.Items, s.item(notice.Event))
		}
	}
	if len(m.Items) == 0 {
		return nil
	}
	return s.Send(ctx, tx, m, now)
}

// DeleteExpired deletes events and notices of more than half a year ago.
func (s *Service) DeleteExpired(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "delete expired notices")
	now, err := s.DB.Now(ctx)
	if err != nil {
		return err
	}
	for {
		var old []string
		if err := s.DB.View(ctx, func(tx *db.Tx) (err error) {
			old, err = eventsBefore(ctx, tx, now.Add(-keepFor), deleteAtOnce)
			return err
		}); err != nil || len(old) == 0 {
			return err
		}
		if err := s.DB.Update(ctx, func(tx *db.Tx) error { return deleteEvents(ctx, tx, old) }); err != nil {
			return err
		}
	}
}
