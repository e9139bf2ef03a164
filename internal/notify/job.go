package notify

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/jobs"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// How letters go out.
const (
	MaxTries = 20        // of a letter, with ever longer pauses: most of a day
	between  = time.Hour // two letters of one kind about one consultation to one address
)

// Sheet is what a letter is written from.
type Sheet struct {
	Kind, Lang string
	Words      map[string]string
	Stop       string // where one click ends such letters: "/letters/stop/…"; "" for letters to staff
}

// Written is a letter in words.
type Written struct {
	Lang                string // in which it is written
	Subject, Text, HTML string
	Stop                string // the whole address of Sheet.Stop, if the installation has one
}

// Fate is what is to become of a letter that has waited.
type Fate struct {
	Drop  string            // why it is not to be sent; "": it is
	Later time.Time         // or when it is to be asked about again; zero: now
	Words map[string]string // what has changed since it was queued
}

// Mailer sends what was queued.
type Mailer struct {
	DB        *db.DB
	Box       *seal.Box
	Carrier   mail.Carrier
	Write     func(context.Context, Sheet) (Written, error) // puts a letter into words, in text and in HTML
	PerMinute int64                                         // how many letters may go out, on all machines together
	PerHour   int64                                         // how many of them that anybody can ask for; 0: as many as PerMinute lets out

	// Ask is asked about letters of a kind just before they go out, because
	// the world may have moved on while they waited.
	Ask map[string]Ask
}

// Ask says what is to become of a letter that has waited, by its words.
type Ask func(ctx context.Context, tx *db.Tx, consultation string, words map[string]string, now time.Time) (Fate, error)

// Register names m as who sends letters.
func (m *Mailer) Register(r *jobs.Runner) { r.Handle(jobKind, m.send) }

// opened is a letter whose seal is broken. It lives for one try.
type opened struct {
	*row
	to         string
	everywhere string // by which the address is found whatever it is about
	begun      bool   // it was tried before
	words      map[string]string
}

// send does the job of one letter.
func (m *Mailer) send(ctx context.Context, j jobs.Job) error {
	var id string
	if err := j.Read(&id); err != nil {
		return err
	}
	var l *row
	err := m.DB.View(ctx, func(tx *db.Tx) (err error) {
		l, err = get(ctx, tx, id)
		return err
	})
	if fault.Is(err, fault.NotFound) || err == nil && (l.state != Queued || job(l.id, l.round).Key != j.Key) {
		return nil // forgotten, sent already, or asked for anew since
	}
	if err != nil {
		return err
	}
	o, drop, err := m.open(l)
	if err != nil {
		return m.missed(ctx, l, err)
	}
	if drop == "" {
		if drop, err = m.begin(ctx, o); err != nil {
			return err
		}
	}
	if drop != "" {
		return m.end(ctx, l, Dropped, drop)
	}
	err = m.carry(ctx, o)
	if refused, ok := errors.AsType[*mail.Refused](err); ok {
		return m.end(ctx, l, Dropped, fmt.Sprintf("refused: %d %s", refused.Code, refused.Status))
	}
	switch {
	case err != nil:
		return m.missed(ctx, l, err)
	case m.Carrier.Leaves():
		return m.end(ctx, l, Sent, "")
	}
	return m.end(ctx, l, Kept, "")
}

// open breaks the seal of l, or says why l is not to be sent.
func (m *Mailer) open(l *row) (o *opened, drop string, err error) {
	o = &opened{row: l, begun: l.tag != "", words: map[string]string{}}
	if o.to, err = m.Box.Open(l.consultation, l.recipient); fault.Is(err, fault.Closed) {
		return nil, "the key was thrown away", nil
	} else if err != nil {
		return nil, "", err
	}
	lang, to := Addressee(o.to)
	l.lang = cmp.Or(l.lang, lang)
	if o.to, err = mail.Address(to); err != nil {
		return nil, "the address cannot be written to", nil
	}
	if l.tag, err = m.Box.Tag(l.consultation, mail.Same(o.to)); err != nil {
		return nil, "", err
	}
	if o.everywhere, err = m.everywhere(o.to); err != nil {
		return nil, "", err
	}
	words, err := m.Box.Open(l.consultation, l.words)
	if fault.Is(err, fault.Closed) {
		return nil, "the key was thrown away", nil
	}
	if err != nil {
		return nil, "", err
	}
	return o, "", json.Unmarshal([]byte(words), &o.words)
}

// begin asks whether o is to be sent now.
func (m *Mailer) begin(ctx context.Context, o *opened) (drop string, err error) {
	err = m.DB.Update(ctx, func(tx *db.Tx) error {
		drop = ""
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		if ask := m.Ask[o.kind]; ask != nil {
			fate, err := ask(ctx, tx, o.consultation, o.words, now)
			switch {
			case err != nil:
				return err
			case fate.Drop != "":
				drop = fate.Drop
				return nil
			case fate.Later.After(now):
				return jobs.Later{At: fate.Later}
			}
			maps.Copy(o.words, fate.Words)
		}
		if o.consultation != "" { // staff work here, and write to themselves
			if stop, err := stopped(ctx, tx, o.row); err != nil || stop {
				drop = "they want no more letters"
				return err
			}
			pause := between
			if all, err := stoppedEverywhere(ctx, tx, o.everywhere); err != nil {
				return err
			} else if all && !slices.Contains(own, o.kind) {
				drop = "they want no more letters from the council"
				return nil
			} else if all {
				pause = ownPause
			}
			if mine, err := turn(ctx, tx, o.row, now.Add(-pause), now); err != nil || !mine {
				drop = "they had one not long ago"
				return err
			}
		}
		if slices.Contains(asked, o.kind) && !o.begun {
			if drop, err = m.patience(ctx, tx, o, now); err != nil || drop != "" {
				return err
			}
		}
		if m.Carrier.Leaves() {
			free, err := room(ctx, tx, m.PerMinute, now)
			if err != nil {
				return err
			}
			if !free {
				return jobs.Later{At: now.Truncate(time.Minute).Add(time.Minute)}
			}
		}
		return begin(ctx, tx, o.row)
	})
	return drop, err
}

func (m *Mailer) carry(ctx context.Context, o *opened) error {
	stop, err := m.stopPath(o.row, o.everywhere)
	if err != nil {
		return err
	}
	written, err := m.Write(ctx, Sheet{Kind: o.kind, Lang: o.lang, Words: o.words, Stop: stop})
	if err != nil {
		return err
	}
	now, err := m.DB.Now(ctx)
	if err != nil {
		return err
	}
	return m.Carrier.Send(ctx, mail.Message{ID: o.id, To: o.to, Lang: written.Lang, Subject: written.Subject, Text: written.Text, HTML: written.HTML, Stop: written.Stop, At: now})
}

func (m *Mailer) end(ctx context.Context, l *row, state State, reason string) error {
	// The letter is out; that must be known even if the house is closing.
	ctx = context.WithoutCancel(ctx)
	return m.DB.Update(ctx, func(tx *db.Tx) error {
		now, err := tx.Now(ctx)
		if err != nil {
			return err
		}
		return end(ctx, tx, l, state, reason, now)
	})
}

// missed writes down what went wrong and gives it back, so that the job is tried
// again; or gives up, and leaves the letter for somebody to look at. The words
// of err hold no address: package mail sees to that.
func (m *Mailer) missed(ctx context.Context, l *row, err error) error {
	state := Queued
	if l.tries+1 >= MaxTries {
		state = Failed
	}
	if wrong := m.end(ctx, l, state, err.Error()); wrong != nil || state == Failed {
		return wrong
	}
	return err
}
