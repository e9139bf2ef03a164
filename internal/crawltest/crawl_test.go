package crawltest_test

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/site"

	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/fault"
)

// A small site with a notebook in its back office, as it should be; and one
// mistake at a time, to see whether it is found. A crawler that finds nothing
// could also be blind.

var (
	writer = crawltest.Role{Name: "writer", Actor: actor.Actor{ID: "a", Org: actor.Council, Can: []actor.Capability{actor.Staff, actor.Draft}}}
	reader = crawltest.Role{Name: "reader", Actor: actor.Actor{ID: "b", Org: actor.Council, Can: []actor.Capability{actor.Staff}}}
	other  = crawltest.Role{Name: "of another organisation", Actor: actor.Actor{ID: "c", Org: "partner", Can: actor.All}}
	roles  = []crawltest.Role{crawltest.Stranger, reader, writer, other}
)

// mistake is what somebody may forget.
type mistake string

const (
	none         mistake = ""
	anybody      mistake = "the page of a note does not ask whose it is"
	everybody    mistake = "the list shows the notes of everybody"
	public       mistake = "a page of the back office is for everybody"
	raw          mistake = "a note is shown as it was written"
	rawRefusal   mistake = "a refusal shows what was typed as it was typed"
	rawAttribute mistake = "a note stands in an attribute without quotes"
	script       mistake = "a note stands in a script"
	inHeader     mistake = "a note stands in a header"
	runs         mistake = "a link leads where a note says"
	file         mistake = "a file can be had without signing in"
	crossSite    mistake = "forms of other sites are taken"
	tellsApart   mistake = "what is another's is refused, and not missing"
	unlinked     mistake = "nothing leads to a page"
)

type notebook struct {
	wrong mistake
	notes map[string]string // text by organisation
}

func build(wrong mistake) *crawltest.Site {
	n := &notebook{wrong: wrong, notes: map[string]string{actor.Council: "nothing yet", "partner": "SECRET of the partner"}}
	s := &site.Site{SignIn: "/staff/sign-in", Session: crawltest.Session}
	needs := actor.Staff
	if wrong == public {
		needs = actor.Public
	}
	s.Add(
		site.Route{Method: "GET", Pattern: "/staff", Needs: needs, Handler: n.list},
		site.Route{Method: "GET", Pattern: "/staff/notes/{org}", Needs: actor.Draft, Handler: n.show},
		site.Route{Method: "POST", Pattern: "/staff/notes/{org}", Needs: actor.Draft, Handler: n.take},
		site.Route{Method: "GET", Pattern: "/files/{org}", Needs: actor.Public, Handler: n.file, Session: true},
	)
	if wrong == unlinked {
		s.Add(site.Route{Method: "GET", Pattern: "/staff/lost", Needs: actor.Staff, Handler: n.list})
	}
	var h http.Handler = s
	if wrong == crossSite {
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

func (n *notebook) list(w http.ResponseWriter, r *http.Request) error {
	by := site.By(r)
	body := ""
	for org, text := range n.notes {
		if by.In(org) || n.wrong == everybody {
			body += "<p>" + html.EscapeString(text) + `<a href="/staff/notes/` + org + `">Change</a> <a href="/files/` + org + `">File</a>`
		}
	}
	return write(w, 200, body)
}

func (n *notebook) show(w http.ResponseWriter, r *http.Request) error {
	org := r.PathValue("org")
	text, there := n.notes[org]
	if !there || !site.By(r).In(org) && n.wrong != anybody {
		if n.wrong == tellsApart && there {
			return fault.New(fault.Forbidden, "This is not yours.")
		}
		return fault.New(fault.NotFound, "We cannot find that note.")
	}
	safe := html.EscapeString(text)
	form := `<form method="post"><label for="note">Note</label><textarea id="note" name="note">` + safe + `</textarea><button>Save</button></form>`
	switch n.wrong {
	case raw:
		return write(w, 200, form+text)
	case rawAttribute:
		return write(w, 200, form+"<p class="+strings.ReplaceAll(text, " ", "\u00a0")+">")
	case script:
		return write(w, 200, form+"<script>var note = '"+safe+"'</script>")
	case inHeader:
		w.Header().Set("X-Note", text)
	case runs:
		return write(w, 200, form+`<a href="javascript:`+safe+`">Go</a>`)
	}
	return write(w, 200, form)
}

func (n *notebook) take(w http.ResponseWriter, r *http.Request) error {
	org := r.PathValue("org")
	if !site.By(r).In(org) && n.wrong != anybody {
		return fault.New(fault.NotFound, "We cannot find that note.")
	}
	text := r.PostFormValue("note")
	if text == "" || n.wrong == rawRefusal {
		return write(w, 422, `<div role="alert"><a href="#note">Write something other than `+text+`</a></div>`)
	}
	n.notes[org] = text
	http.Redirect(w, r, "/staff/notes/"+org, http.StatusSeeOther)
	return nil
}

func (n *notebook) file(w http.ResponseWriter, r *http.Request) error {
	org := r.PathValue("org")
	if !site.By(r).In(org) && n.wrong != file {
		return fault.New(fault.NotFound, "We cannot find that file.")
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := fmt.Fprint(w, n.notes[org])
	return err
}

// all is everything that the crawlers say of a site.
func all(s *crawltest.Site) (found []string) {
	n := 0
	w := &crawltest.Writer{Site: s, Role: writer, Words: func(string) string { n++; return "MARK " + crawltest.Payload(n) }}
	harm := map[string]bool{}
	met := w.Run(5, "/staff")
	again := s.Walk(writer, 5, "/staff")
	for _, m := range []*crawltest.Met{met, again} {
		for _, pages := range m.Pages {
			for _, d := range pages {
				for _, say := range crawltest.Harm(d) {
					harm[say] = true
				}
			}
		}
	}
	for say := range harm {
		found = append(found, say)
	}
	d := s.Ask(writer, "POST", "/staff/notes/council", map[string][]string{"note": {""}}, nil)
	found = append(found, crawltest.Harm(d)...)
	found = append(found, crawltest.Breaches(s.Permissions(again, roles, writer), roles, actor.Council)...)
	found = append(found, crawltest.Undeclared(s.Routes, func(string) bool { return false })...)
	found = append(found, s.Unmet(again)...)
	found = append(found, crawltest.Leaks(again, "SECRET")...)
	found = append(found, s.Tells(other, again, "MARK")...)
	found = append(found, s.Forged(writer, again)...)
	for route, paths := range again.Paths {
		for _, path := range paths {
			if d := s.Ask(crawltest.Stranger, "GET", path, nil, nil); strings.Contains(string(d.Body), "MARK") {
				found = append(found, route+" shows a stranger what is not published")
			}
		}
	}
	return found
}

func TestEveryMistakeIsFound(t *testing.T) {
	if found := all(build(none)); len(found) > 0 {
		t.Errorf("a site as it should be: %q", found)
	}
	for wrong, want := range map[mistake]string{
		anybody:      "to of another organisation",
		everybody:    `shows "SECRET`,
		public:       "is in the back office and for everybody",
		raw:          "<svg",
		rawAttribute: "onload",
		script:       "has a script",
		inHeader:     "in the header X-Note",
		runs:         "leads to",
		file:         "shows a stranger",
		crossSite:    "to a form with",
		tellsApart:   "answers 403",
		unlinked:     "GET /staff/lost",
	} {
		t.Run(string(wrong), func(t *testing.T) {
			found := all(build(wrong))
			if !slices.ContainsFunc(found, func(say string) bool { return strings.Contains(say, want) }) {
				t.Errorf("nothing says %q; found is %q", want, found)
			}
		})
	}
}

// A refusal shows what was typed, and it is typed by whoever wants to do harm.
func TestARefusalIsLookedAt(t *testing.T) {
	s := build(rawRefusal)
	harm := 0
	for _, forms := range s.Walk(writer, 5, "/staff").Forms {
		forms[0].Form.Write(func(string) string { return crawltest.Payload(1) })
		harm += len(crawltest.Harm(s.Ask(writer, "POST", forms[0].Path, forms[0].Form.Values, nil)))
	}
	if harm == 0 {
		t.Error("nobody noticed")
	}
}

// What somebody writes is written everywhere, and where it is refused something
// is written that is taken.
func TestTheWriterFillsInEveryForm(t *testing.T) {
	s := build(none)
	w := &crawltest.Writer{Site: s, Role: writer, Words: func(string) string { return "MARK" }}
	m := w.Run(5, "/staff")
	if w.Sent["POST /staff/notes/{org}"] != 1 || len(m.Forms) != 1 {
		t.Errorf("sent %v of %v", w.Sent, m.Forms)
	}
	if d := s.Go(writer, "/staff/notes/council"); !strings.Contains(string(d.Body), "MARK") {
		t.Error("it is not there")
	}
}
