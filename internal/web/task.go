package web

import (
	"net/http"
	"strings"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/page"
)

// Stage is a part of the work on a consultation, under which pages list its tasks.
type Stage int

// The stages in their order.
const (
	StageSetUp Stage = iota + 1
	StageCheck
	StageLive
	StageResponses
	StageResults
	StageFeedback
)

// Label returns the name of s.
func (s Stage) Label() locale.LazyMessage {
	switch s {
	case StageSetUp:
		return locale.Lazy("Setting up")
	case StageCheck:
		return locale.Lazy("Check")
	case StageLive:
		return locale.Lazy("Live")
	case StageResponses:
		return locale.Lazy("Responses")
	case StageResults:
		return locale.Lazy("Results")
	}
	return locale.Lazy("Feedback")
}

// ConsultationTask is a page about a consultation in the staff area. Its link is in the menu
// beside all of them.
type ConsultationTask struct {
	Text  string // English, a message of the interface
	Path  string // with {slug}, like "/staff/consultations/{slug}/responses"
	Needs actor.Capability
	Stage Stage

	AffectsCounts bool // whether the task changes which responses count
}

// AddTask adds a task for every consultation. It panics if the task has no stage.
func (d *Deps) AddTask(task ConsultationTask) {
	if task.Stage == 0 {
		panic("task " + task.Path + " has no stage")
	}
	d.tasks = append(d.tasks, task)
}

// TaskSubject is the consultation whose tasks are listed.
type TaskSubject struct {
	Slug      string
	Published bool // only then there is more to do than to set up and to check
	Register  bool // it was not run on this website, so it has no responses
}

// has reports whether there is something to do for t.
func (s TaskSubject) has(t ConsultationTask) bool {
	switch {
	case t.Stage <= StageCheck:
		return true
	case s.Register:
		return t.Stage == StageFeedback
	}
	return s.Published
}

// TaskGroup are the tasks of a stage.
type TaskGroup struct {
	Stage Stage
	Tasks []page.Link // Text is a message of the interface
}

// TaskGroups returns the tasks for s that by may do, by stage. Stages without any are left out.
func (d *Deps) TaskGroups(by actor.Actor, s TaskSubject) (all []TaskGroup) {
	for stage := StageSetUp; stage <= StageFeedback; stage++ {
		links := d.filterTasks(by, s.Slug, func(t ConsultationTask) bool { return t.Stage == stage && s.has(t) })
		if len(links) > 0 {
			all = append(all, TaskGroup{stage, links})
		}
	}
	return all
}

// CountingTasks returns the tasks for consultation slug that by may do and that change which
// responses count.
func (d *Deps) CountingTasks(by actor.Actor, slug string) []page.Link {
	return d.filterTasks(by, slug, func(t ConsultationTask) bool { return t.AffectsCounts })
}

func (d *Deps) filterTasks(by actor.Actor, slug string, wanted func(ConsultationTask) bool) (all []page.Link) {
	for _, t := range d.tasks {
		if by.May(t.Needs) && wanted(t) {
			all = append(all, page.Link{Text: t.Text, Href: strings.ReplaceAll(t.Path, "{slug}", slug)})
		}
	}
	return all
}

// TaskNote is what the page of a consultation says about one of its tasks.
type TaskNote struct {
	Path    string      // of the task, with the slug
	Summary string      // "2 pages, 3 questions"
	Missing []page.Link // what is still to do, with the field in which it is done
}

// TaskNotesFunc returns notes about tasks for consultation slug, in the language of the request.
type TaskNotesFunc func(r *http.Request, slug string) ([]TaskNote, error)

// AddTaskNotes adds notes to the page of every consultation.
func (d *Deps) AddTaskNotes(notes TaskNotesFunc) { d.taskNotes = append(d.taskNotes, notes) }

// TaskNotes returns all notes about the tasks for consultation slug, by path.
func (d *Deps) TaskNotes(r *http.Request, slug string) (map[string]TaskNote, error) {
	all := map[string]TaskNote{}
	for _, notes := range d.taskNotes {
		found, err := notes(r, slug)
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			all[n.Path] = n
		}
	}
	return all, nil
}
