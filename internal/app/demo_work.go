package app

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/internal/account"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/audit"
	"github.com/folkmoot/folkmoot/internal/consult"
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/draft"
	"github.com/folkmoot/folkmoot/internal/edit"
	"github.com/folkmoot/folkmoot/internal/entry"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/partner"
)

// demoConsultation is the consultation of the demonstration that is open.
const demoConsultation = "getting-about"

// AddDemoWork gives the people of the demonstration something to do: a draft, records to approve
// and to change, paper forms to enter, a letter to read and responses that were collected elsewhere. All of it is invented, and made by the
// use cases that officers use. A person who has done something before is left alone, so that
// starting the demonstration again changes nothing.
func (a *App) AddDemoWork(ctx context.Context) (err error) {
	defer fault.Wrap(&err, "add work to the demonstration")
	people, err := a.Accounts.ListDemoPeople(ctx)
	if err != nil {
		return err
	}
	by := map[account.Role]actor.Actor{}
	for _, p := range people {
		by[p.Roles[0]] = p.Actor()
	}
	for _, part := range []struct {
		role account.Role
		add  func(ctx context.Context, by map[account.Role]actor.Actor) error
	}{
		{account.EqualityOfficer, a.addDemoEvidence},
		{account.HeadOfService, a.addDemoReading},
		{account.Editor, a.addDemoDraft},
		{account.EntryClerk, a.addDemoEntry},
		{account.Administrator, a.addDemoPartner},
		{account.PartnerEditor, a.addDemoProposal},
	} {
		worker, there := by[part.role]
		if !there {
			continue // the account is suspended
		}
		var done []audit.Entry
		err := a.DB.View(ctx, func(tx *db.Tx) (err error) {
			done, err = audit.ListOwn(ctx, tx, worker, 1)
			return err
		})
		if err == nil && len(done) == 0 {
			err = part.add(ctx, by)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// addDemoEvidence adds evidence that waits for approval, and evidence that was returned.
func (a *App) addDemoEvidence(ctx context.Context, by map[account.Role]actor.Actor) error {
	officer := by[account.EqualityOfficer]
	submitted := edit.Values{
		"title":   {"Four in ten disabled people have missed an appointment because of the bus (invented)"},
		"summary": {"They missed it because a bus was late, did not run or had no space for a wheelchair. This survey is invented."},
		"figure":  {"41% of 318 disabled people"}, "area": {"Leicestershire"}, "characteristics": {"disability"},
		"source": {"Survey of disabled bus users (invented)"}, "dated": {"2026-09-30"},
	}
	returned := edit.Values{
		"title":   {"Few people know how to ask for Easy Read (invented)"},
		"summary": {"Most people who need Easy Read did not know that they can ask for it. This survey is invented."},
		"area":    {"Leicestershire"}, "characteristics": {"disability"},
		"source": {"Survey of accessible formats (invented)"}, "dated": {"2026-10-15"},
	}
	if _, _, err := a.submitDemoRecord(ctx, officer, a.Services.Evidence.Records(), submitted); err != nil {
		return err
	}
	kind, c, err := a.submitDemoRecord(ctx, officer, a.Services.Evidence.Records(), returned)
	if err != nil {
		return err
	}
	_, err = a.Services.Edit.Return(ctx, by[account.Publisher], kind, c.ID, c.Version, "How many people were asked? Please add the figure.")
	return err
}

// submitDemoRecord starts a record of the only one of kinds and submits it for approval.
func (a *App) submitDemoRecord(
	ctx context.Context, by actor.Actor, kinds []edit.Kind, v edit.Values,
) (kind *edit.Kind, c *edit.Copy, err error) {
	kind = &kinds[0]
	if c, err = a.Services.Edit.Start(ctx, by, kind, db.NewID(), edit.Save{Values: v}); err != nil {
		return nil, nil, err
	}
	c, err = a.Services.Edit.Submit(ctx, by, kind, c.ID, c.Version)
	return kind, c, err
}

// addDemoReading sends the report of the demonstration to the councillor, if it is there.
func (a *App) addDemoReading(ctx context.Context, by map[account.Role]actor.Actor) error {
	_, err := a.Services.Report.Send(ctx, by[account.HeadOfService], "equality-strategy-2016")
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// addDemoDraft starts a consultation, of which the texts are still to be written.
func (a *App) addDemoDraft(ctx context.Context, by map[account.Role]actor.Actor) error {
	_, err := a.Services.drafts.Start(ctx, by[account.Editor], draft.StartOptions{
		Title: "Opening hours of the record office (invented)", Type: consult.Engagement, Template: "short-survey", FormKey: "demonstration",
	})
	return err
}

// addDemoPartner adds a partner that can be published.
func (a *App) addDemoPartner(ctx context.Context, by map[account.Role]actor.Actor) error {
	kind, c, err := a.submitDemoRecord(ctx, by[account.Administrator], (&partner.Service{}).Records(), edit.Values{
		"name": {"A second partner organisation (invented)"}, "category": {"Sports club"}, "kind": {"voluntary"},
		"purpose": {"It offers swimming for people who have not swum before."}, "sectors": {"culture"},
	})
	if err == nil {
		_, err = a.Services.Edit.Approve(ctx, by[account.Publisher], kind, c.ID, c.Version)
	}
	return err
}

// addDemoProposal lets the partner propose a change to its own entry.
func (a *App) addDemoProposal(ctx context.Context, by map[account.Role]actor.Actor) error {
	kind, editor := &(&partner.Service{}).Records()[0], by[account.PartnerEditor]
	c, err := a.Services.Edit.Get(ctx, editor, kind, editor.Org)
	if err != nil || c.Base == nil { // the folder has no entry
		return err
	}
	v := c.Values.Clone()
	v.Set("communities", "Disabled people who travel by bus", "Their carers")
	c, err = a.Services.Edit.SaveDraft(ctx, editor, kind, editor.Org, edit.Save{Version: c.Version, Seen: c.Seen(), Values: v})
	if err != nil {
		return err
	}
	_, err = a.Services.Edit.Submit(ctx, editor, kind, editor.Org, c.Version)
	return err
}

// addDemoEntry adds a batch of paper forms to enter and a letter, while the consultation accepts them.
func (a *App) addDemoEntry(ctx context.Context, by map[account.Role]actor.Actor) error {
	clerk := by[account.EntryClerk]
	var today string
	err := a.DB.View(ctx, func(tx *db.Tx) error {
		c, err := consult.Get(ctx, tx, demoConsultation)
		if err != nil {
			return err
		}
		now, err := tx.Now(ctx)
		if err != nil || c.Accepts(now, time.Time{}) != nil {
			return err
		}
		today = string(c.Closes.DayOf(now))
		return nil
	})
	if err != nil || today == "" {
		return err
	}
	batch := entry.Batch{
		Consultation: demoConsultation, Reference: "Market Harborough library", Channel: intake.Paper, Edition: "standard",
		ReceivedOn: today, FormCount: 12, SampleSize: entry.SampleSize(12, 10), IdempotencyKey: db.NewID(),
	}
	if _, err := a.Services.entry.OpenBatch(ctx, clerk, batch); err != nil {
		return fmt.Errorf("open a batch: %w", err)
	}
	return a.Services.entry.SaveSubmission(ctx, clerk, &entry.Submission{
		Consultation: demoConsultation, Kind: entry.Letter, Day: today, Publish: true, IdempotencyKey: db.NewID(),
		Title: "Buses to the family centre (invented)", Organisation: "A parents’ group (invented)",
		Summary: "The group asks for a bus that arrives before the family centre opens. This letter is invented for the demonstration.",
	}, "")
}
