package crawltest_test

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/fault"
	"github.com/folkmoot/folkmoot/internal/site"
)

// A small site with notes in its staff area, as it should be, and with one seeded fault at a time. A crawler that
// finds nothing could also be broken.

var (
	writer = crawltest.Role{
		Name:  "writer",
		Actor: actor.Actor{ID: "a", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff, actor.Draft}},
	}
	reader = crawltest.Role{Name: "reader", Actor: actor.Actor{ID: "b", Org: actor.CouncilOrg, Capabilities: []actor.Capability{actor.Staff}}}
	other  = crawltest.Role{Name: "of another organisation", Actor: actor.Actor{ID: "c", Org: "partner", Capabilities: actor.AllCapabilities}}
	roles  = []crawltest.Role{crawltest.Anonymous, reader, writer, other}
)

// seededFault is a mistake that a developer could make.
type seededFault string

const (
	noFault           seededFault = ""
	missingOrgCheck   seededFault = "the page of a note does not check the organisation"
	listsEveryOrg     seededFault = "the list shows the notes of every organisation"
	publicStaffPage   seededFault = "a page of the staff area is public"
	unescapedText     seededFault = "a note is not escaped"
	unescapedError    seededFault = "an error page does not escape what was typed"
	unquotedAttribute seededFault = "a note is in an attribute without quotes"
	textInScript      seededFault = "a note is in a script"
	textInHeader      seededFault = "a note is in a header"
	javascriptLink    seededFault = "a link has the address that a note contains"
	publicFile        seededFault = "a file is public"
	acceptsCrossSite  seededFault = "forms of other sites are accepted"
	revealsExistence  seededFault = "notes of other organisations give 403 instead of 404"
	unlinkedPage      seededFault = "no link leads to a page"
)

type noteSite struct {
	fault seededFault
	notes map[string]string // text by organisation
}

func newSite(wrong seededFault) *crawltest.Site {
	n := &noteSite{fault: wrong, notes: map[string]string{actor.CouncilOrg: "nothing yet", "partner": "SECRET of the partner"}}
	s := &site.Site{SignInPath: "/staff/sign-in", SessionMiddleware: crawltest.SessionMiddleware}
	needs := actor.Staff
	if wrong == publicStaffPage {
		needs = actor.Public
	}
	s.Add(
		site.Route{Method: "GET", Pattern: "/staff", Needs: needs, Handler: n.list},
		site.Route{Method: "GET", Pattern: "/staff/notes/{org}", Needs: actor.Draft, Handler: n.show},
		site.Route{Method: "POST", Pattern: "/staff/notes/{org}", Needs: actor.Draft, Handler: n.save},
		site.Route{Method: "GET", Pattern: "/files/{org}", Needs: actor.Public, Handler: n.file, LoadSession: true},
	)
	if wrong == unlinkedPage {
		s.Add(site.Route{Method: "GET", Pattern: "/staff/sign-in/no-code", Needs: actor.Staff, Handler: n.list})
	}
	var h http.Handler = s
	if wrong == acceptsCrossSite {
		h = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Del("Origin")
			s.ServeHTTP(w, r)
		})
	}
	return &crawltest.Site{Handler: h, Routes: s.Routes()}
}

func write(w http.ResponseWriter, status int, body string) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := fmt.Fprint(w, "<!DOCTYPE html><title>Notes</title>", body)
	return err
}

func (n *noteSite) list(w http.ResponseWriter, r *http.Request) error {
	by := site.Actor(r)
	body := ""
	for org, text := range n.notes {
		if by.ActsFor(org) || n.fault == listsEveryOrg {
			body += "<p>" + html.EscapeString(text) + `<a href="/staff/notes/` + org + `">Change</a> <a href="/files/` + org + `">File</a>`
		}
	}
	return write(w, 200, body)
}

func (n *noteSite) show(w http.ResponseWriter, r *http.Request) error {
	org := r.PathValue("org")
	text, there := n.notes[org]
	if !there || !site.Actor(r).ActsFor(org) && n.fault != missingOrgCheck {
		if n.fault == revealsExistence && there {
			return fault.New(fault.Forbidden, "You do not have permission to read this note.")
		}
		return fault.New(fault.NotFound, "We cannot find that note.")
	}
	safe := html.EscapeString(text)
	form := `<form method="post"><label for="note">Note</label><textarea id="note" name="note">` + safe +
		`</textarea><button>Save</button></form>`
	switch n.fault {
	case unescapedText:
		return write(w, 200, form+text)
	case unquotedAttribute:
		return write(w, 200, form+"<p class="+strings.ReplaceAll(text, " ", "\u00a0")+">")
	case textInScript:
		return write(w, 200, form+"<script>var note = '"+safe+"'</script>")
	case textInHeader:
		w.Header().Set("X-Note", text)
	case javascriptLink:
		return write(w, 200, form+`<a href="javascript:`+safe+`">Go</a>`)
	}
	return write(w, 200, form)
}

func (n *noteSite) save(w http.ResponseWriter, r *http.Request) error {
	org := r.PathValue("org")
	if !site.Actor(r).ActsFor(org) && n.fault != missingOrgCheck {
		return fault.New(fault.NotFound, "We cannot find that note.")
	}
	text := r.PostFormValue("note")
	if text == "" || n.fault == unescapedError {
		return write(w, 422, `<div role="alert"><a href="#note">Write something other than `+text+`</a></div>`)
	}
	n.notes[org] = text
	http.Redirect(w, r, "/staff/notes/"+org, http.StatusSeeOther)
	return nil
}

func (n *noteSite) file(w http.ResponseWriter, r *http.Request) error {
	org := r.PathValue("org")
	if !site.Actor(r).ActsFor(org) && n.fault != publicFile {
		return fault.New(fault.NotFound, "We cannot find that file.")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := fmt.Fprint(w, n.notes[org])
	return err
}

// allProblems returns everything that the checks report about a site.
func allProblems(s *crawltest.Site) (found []string) {
	n := 0
	w := &crawltest.FormFiller{Site: s, Role: writer, Text: func(string) string { n++; return "MARK " + crawltest.Payload(n) }}
	problems := map[string]bool{}
	first := w.Run(5, "/staff")
	again := s.Walk(writer, 5, "/staff")
	for _, m := range []*crawltest.Crawled{first, again} {
		for _, pages := range m.Pages {
			for _, d := range pages {
				for _, problem := range crawltest.InjectionProblems(d) {
					problems[problem] = true
				}
			}
		}
	}
	for problem := range problems {
		found = append(found, problem)
	}
	d := s.Request(writer, "POST", "/staff/notes/council", map[string][]string{"note": {""}}, nil)
	found = append(found, crawltest.InjectionProblems(d)...)
	found = append(found, crawltest.PermissionProblems(s.Permissions(again, roles, writer), roles, actor.CouncilOrg)...)
	found = append(found, crawltest.UnexpectedPublicRoutes(s.Routes, func(string) bool { return false })...)
	found = append(found, s.UnreachedRoutes(again)...)
	found = append(found, crawltest.MarkerLeaks(again, "SECRET")...)
	found = append(found, s.ExistenceLeaks(other, again, "MARK")...)
	found = append(found, s.AcceptedForgeries(writer, again)...)
	for route, paths := range again.Paths {
		for _, path := range paths {
			if d := s.Request(crawltest.Anonymous, "GET", path, nil, nil); strings.Contains(string(d.Body), "MARK") {
				found = append(found, route+" shows unpublished text to anonymous users")
			}
		}
	}
	return found
}

func TestSeededFaultsAreFound(t *testing.T) {
	if found := allProblems(newSite(noFault)); len(found) > 0 {
		t.Errorf("problems of a site without faults: %q", found)
	}
	for wrong, want := range map[seededFault]string{
		missingOrgCheck:   "to of another organisation",
		listsEveryOrg:     `shows "SECRET`,
		publicStaffPage:   "is a public route in the staff area",
		unescapedText:     "<svg",
		unquotedAttribute: "onload",
		textInScript:      "has a script",
		textInHeader:      "in the header X-Note",
		javascriptLink:    "links to",
		publicFile:        "shows unpublished text",
		acceptsCrossSite:  "for a form with",
		revealsExistence:  "has status 403",
		unlinkedPage:      "GET /staff/sign-in/no-code",
	} {
		t.Run(string(wrong), func(t *testing.T) {
			found := allProblems(newSite(wrong))
			if !slices.ContainsFunc(found, func(problem string) bool { return strings.Contains(problem, want) }) {
				t.Errorf("no problem has %q: %q", want, found)
			}
		})
	}
}

// An error page shows what was typed, which can be hostile.
func TestErrorPagesAreChecked(t *testing.T) {
	s := newSite(unescapedError)
	problems := 0
	for _, forms := range s.Walk(writer, 5, "/staff").Forms {
		forms[0].Form.FillWith(func(string) string { return crawltest.Payload(1) })
		problems += len(crawltest.InjectionProblems(s.Request(writer, "POST", forms[0].Path, forms[0].Form.Values, nil)))
	}
	if problems == 0 {
		t.Error("the fault was not found")
	}
}

// What the form filler writes appears in every field, and where a value is refused it writes a valid one.
func TestFormFillerFillsInEveryForm(t *testing.T) {
	s := newSite(noFault)
	w := &crawltest.FormFiller{Site: s, Role: writer, Text: func(string) string { return "MARK" }}
	m := w.Run(5, "/staff")
	if w.Accepted["POST /staff/notes/{org}"] != 1 || len(m.Forms) != 1 {
		t.Errorf("sent %v of %v", w.Accepted, m.Forms)
	}
	if d := s.Get(writer, "/staff/notes/council"); !strings.Contains(string(d.Body), "MARK") {
		t.Error("the note was not stored")
	}
}
