package consult

import (
	"cmp"
	"context"
	"encoding/json"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/record"
)

// DefineIn is [Service.Define] in a transaction of [record.Log.Update] that the caller has opened.
func (s *Service) DefineIn(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, def Definition) error {
	update, err := s.prepare(by, def)
	if err != nil {
		return err
	}
	return update.apply(ctx, tx, w)
}

// prepare checks whether by may save def and returns the update that saves it. An update is applied once.
func (s *Service) prepare(by actor.Actor, def Definition) (*definitionUpdate, error) {
	if !by.May(actor.Draft) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to draft consultations.")
	}
	if def.Org == "" && by.Org != actor.AnyOrg {
		def.Org = by.Org
	}
	if org := cmp.Or(def.Org, actor.CouncilOrg); !by.ActsFor(org) {
		return nil, fault.New(fault.Forbidden, "You do not have permission to draft consultations for another organisation.")
	}
	c, forms, err := def.build()
	if err != nil {
		return nil, err
	}
	text, err := json.Marshal(&def)
	if err != nil {
		return nil, err
	}
	return &definitionUpdate{Service: s, actor: by, def: &def, defJSON: string(text), forms: forms, consultation: c}, nil
}

// Extend is [Service.Extend] in a transaction of [record.Log.Update] that the caller has opened.
func Extend(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, closes, reason string) error {
	return updateStatus(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		to, err := ParseCivilTime(closes, c.Closes.Zone)
		if err != nil {
			return nil, err
		}
		return c.extend(now, to, reason)
	})
}

// CloseEarly is [Service.CloseEarly] in a transaction of [record.Log.Update] that the caller has opened.
func CloseEarly(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, reason string) error {
	return updateStatus(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		return c.closeEarly(now, reason)
	})
}

// Reopen is [Service.Reopen] in a transaction of [record.Log.Update] that the caller has opened.
func Reopen(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, closes, reason string) error {
	return updateStatus(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		to, err := ParseCivilTime(closes, c.Closes.Zone)
		if err != nil {
			return nil, err
		}
		return c.reopen(now, to, reason)
	})
}

// Withdraw is [Service.Withdraw] in a transaction of [record.Log.Update] that the caller has opened.
func Withdraw(ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, reason string) error {
	return updateStatus(ctx, tx, w, by, slug, func(c *Consultation, now time.Time) (*Act, error) {
		return c.withdraw(now, reason)
	})
}

// updateStatus is updateConsultation for those who may publish.
func updateStatus(
	ctx context.Context, tx *db.Tx, w *record.Writer, by actor.Actor, slug Slug, move func(*Consultation, time.Time) (*Act, error),
) error {
	if !by.May(actor.Publish) {
		return fault.New(fault.Forbidden, "You do not have permission to publish consultations or change their dates.")
	}
	return updateConsultation(ctx, tx, w, by, slug, move)
}
