package web

import (
	"context"
	"errors"
	"log/slog"
	"strings"
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

// Tasks are listed by stage. There is nothing to do about the responses to a consultation that is
// not published or was run elsewhere.
func TestTasksNeedCapability(t *testing.T) {
	d := &Deps{}
	d.AddTask(ConsultationTask{Text: "Reply", Path: "/staff/{slug}/reply", Needs: actor.Draft, Stage: StageFeedback})
	d.AddTask(ConsultationTask{Text: "Write", Path: "/staff/{slug}/write", Needs: actor.Draft, Stage: StageSetUp})
	d.AddTask(ConsultationTask{
		Text: "Key", Path: "/staff/{slug}/key", Needs: actor.EnterResponses, Stage: StageResponses, AffectsCounts: true,
	})
	d.AddTask(ConsultationTask{
		Text: "Read", Path: "/staff/{slug}/read", Needs: actor.ReadResponses, Stage: StageResponses, AffectsCounts: true,
	})
	by := actor.Actor{ID: "a", Capabilities: []actor.Capability{actor.Draft, actor.EnterResponses}}
	for want, subject := range map[string]TaskSubject{
		"Write":           {Slug: "park"},
		"Write Reply":     {Slug: "park", Published: true, Register: true},
		"Write Key Reply": {Slug: "park", Published: true},
	} {
		var got []string
		for _, group := range d.TaskGroups(by, subject) {
			for _, task := range group.Tasks {
				got = append(got, task.Text)
				if task.Href != "/staff/park/"+strings.ToLower(task.Text) {
					t.Errorf("%s leads to %s", task.Text, task.Href)
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%+v: %q, want %q", subject, got, want)
		}
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
