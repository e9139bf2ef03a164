package web

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/page"
)

// A page works without its chain.
func TestChainErrorIsLogged(t *testing.T) {
	d := &Deps{Slog: slog.New(slog.DiscardHandler)}
	if got := d.ChainFor(t.Context(), "consultation", "park"); got != nil {
		t.Errorf("without chains: %v", got)
	}
	d.Chain = func(_ context.Context, kind, ref string) (page.Chain, error) {
		if kind != "consultation" || ref != "park" {
			t.Errorf("called with %s %s", kind, ref)
		}
		return page.Chain{{Name: "Findings"}}, nil
	}
	if got := d.ChainFor(t.Context(), "consultation", "park"); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	d.Chain = func(context.Context, string, string) (page.Chain, error) {
		return nil, errors.New("the database is gone")
	}
	if got := d.ChainFor(t.Context(), "consultation", "park"); got != nil {
		t.Errorf("after an error: %v", got)
	}
}

func TestTasksNeedCapability(t *testing.T) {
	d := &Deps{}
	d.AddTask(ConsultationTask{Text: "Write", Path: "/staff/{slug}/write", Needs: actor.Draft})
	d.AddTask(ConsultationTask{Text: "Key", Path: "/staff/{slug}/key", Needs: actor.EnterResponses, AffectsCounts: true})
	d.AddTask(ConsultationTask{Text: "Read", Path: "/staff/{slug}/read", Needs: actor.ReadResponses, AffectsCounts: true})
	by := actor.Actor{ID: "a", Capabilities: []actor.Capability{actor.Draft, actor.EnterResponses}}
	if got := d.Tasks(by, "park"); len(got) != 2 || got[0].Href != "/staff/park/write" || got[1].Href != "/staff/park/key" {
		t.Errorf("tasks: %v", got)
	}
	if got := d.CountingTasks(by, "park"); len(got) != 1 || got[0].Text != "Key" {
		t.Errorf("counting tasks: %v", got)
	}
}

func TestUnknownDeletionDayIsNotShown(t *testing.T) {
	day := time.Date(2016, 6, 10, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		find func(context.Context, string) (time.Time, error)
		want string
	}{
		"no function": {nil, ""},
		"unknown day": {func(context.Context, string) (time.Time, error) { return time.Time{}, nil }, ""},
		"error":       {func(context.Context, string) (time.Time, error) { return day, errors.New("the database is gone") }, ""},
		"known day":   {func(context.Context, string) (time.Time, error) { return day, nil }, "10 June 2016"},
	} {
		d := &Deps{Slog: slog.New(slog.DiscardHandler), DraftsDeletedAt: test.find}
		if got := d.DraftsDeletedOn(t.Context(), nil, "park"); got != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
