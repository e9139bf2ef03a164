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

// Where a matter stands is good to know, and no reason to keep anybody from the
// page.
func TestChainErrorIsLogged(t *testing.T) {
	h := &Deps{Slog: slog.New(slog.DiscardHandler)}
	if got := h.ChainFor(t.Context(), "consultation", "park"); got != nil {
		t.Errorf("a house without chains gave %v", got)
	}
	h.Chain = func(_ context.Context, kind, ref string) (page.Chain, error) {
		if kind != "consultation" || ref != "park" {
			t.Errorf("asked for %s %s", kind, ref)
		}
		return page.Chain{{Name: "Findings"}}, nil
	}
	if got := h.ChainFor(t.Context(), "consultation", "park"); len(got) != 1 {
		t.Errorf("got %v", got)
	}
	h.Chain = func(context.Context, string, string) (page.Chain, error) {
		return nil, errors.New("the database is gone")
	}
	if got := h.ChainFor(t.Context(), "consultation", "park"); got != nil {
		t.Errorf("a chain that failed gave %v", got)
	}
}

// Who asks where it is decided what counts is shown that, and only what they may.
func TestTasksNeedCapability(t *testing.T) {
	h := &Deps{}
	h.AddTask(ConsultationTask{Text: "Write", Path: "/staff/{slug}/write", Needs: actor.Draft})
	h.AddTask(ConsultationTask{Text: "Key", Path: "/staff/{slug}/key", Needs: actor.EnterResponses, AffectsCounts: true})
	h.AddTask(ConsultationTask{Text: "Read", Path: "/staff/{slug}/read", Needs: actor.ReadResponses, AffectsCounts: true})
	by := actor.Actor{ID: "a", Capabilities: []actor.Capability{actor.Draft, actor.EnterResponses}}
	if got := h.Tasks(by, "park"); len(got) != 2 || got[0].Href != "/staff/park/write" || got[1].Href != "/staff/park/key" {
		t.Errorf("parts: %v", got)
	}
	if got := h.CountingTasks(by, "park"); len(got) != 1 || got[0].Text != "Key" {
		t.Errorf("what counts: %v", got)
	}
}

// A day that cannot be had is not promised.
func TestUnknownDeletionDayIsNotShown(t *testing.T) {
	day := time.Date(2016, 6, 10, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		of   func(context.Context, string) (time.Time, error)
		want string
	}{
		"nobody has said":  {nil, ""},
		"it is not known":  {func(context.Context, string) (time.Time, error) { return time.Time{}, nil }, ""},
		"it cannot be had": {func(context.Context, string) (time.Time, error) { return day, errors.New("the database is gone") }, ""},
		"it is known":      {func(context.Context, string) (time.Time, error) { return day, nil }, "10 June 2016"},
	} {
		h := &Deps{Slog: slog.New(slog.DiscardHandler), DraftsDeletedAt: test.of}
		if got := h.DraftsDeletedOn(t.Context(), nil, "park"); got != test.want {
			t.Errorf("%s: %q", name, got)
		}
	}
}
