package app_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/browsertest"
	"github.com/folkmoot/folkmoot/internal/crawltest"
)

// The draft of a consultation is saved while it is typed, also if a part of it is wrong. Its history shows the words that
// changed, a question's answers included, and an earlier version comes back. Nothing is published before another person
// has approved it, who finds it in “My work” and can return it with a comment.
//
// Row C8 of docs/faults.md.
// Row C15 of docs/faults.md.
func TestDraftOfAConsultationIsApprovedByAnother(t *testing.T) {
	t.Parallel()
	site := newStaffSiteOn(t, app.Config{}, strictDemo(t))
	const hub = "/staff/consultations/getting-about"
	e := &recordEditor{T: t, site: site, path: hub + "/changes", ann: colleague("ann"), bob: colleague("bob")}
	body := func(who crawltest.Role, path string) string { return string(site.crawl.Get(who, path).Body) }

	typed := url.Values{"audience": {"Everyone who travels by bus"}, "feedback-month": {"Smarch"}}
	said := string(e.sendForm(e.ann, hub+"/about", "autosave", http.StatusOK, typed).Body)
	if !strings.Contains(said, `"incomplete":true`) || !strings.Contains(said, "except: Publish feedback by") {
		t.Errorf("autosave with a wrong date says %s", said)
	}
	if !strings.Contains(body(e.ann, hub+"/about"), "Everyone who travels by bus") {
		t.Error("what was typed beside a wrong date is not saved")
	}
	e.sendForm(e.bob, hub+"/about", "save", http.StatusSeeOther, url.Values{"audience": {"Everyone who travels by train"}})
	history := body(e.ann, e.path+"/history")
	for _, want := range []string{"Saved while typing", "Removed:</span>", "bus</del>", "train</ins>", "As it was published before"} {
		if !strings.Contains(strings.ReplaceAll(history, " </span>", "</span>"), want) {
			t.Errorf("the history has no %q", want)
		}
	}
	versions := e.forms(site.crawl.Get(e.ann, e.path+"/history"), "/history")
	first := slices.IndexFunc(versions, func(f *browsertest.Form) bool { return f.Unchanged().Get("to") == "1" })
	e.send(e.ann, versions[first], "", http.StatusSeeOther, nil)
	if !strings.Contains(body(e.bob, hub+"/about"), "travels by bus") {
		t.Error("the earlier version did not come back")
	}

	page := body(e.ann, e.path)
	if !strings.Contains(page, "give a reason for each issue") || !strings.Contains(page, `href="`+hub+`/check"`) {
		t.Error("the page of the draft does not say what the check asks for before it is submitted")
	}
	reasons := url.Values{}
	for range e.form(e.ann, hub+"/check", "/check").Unchanged()["code"] {
		reasons.Add("reason", "We will do this later.")
	}
	e.sendForm(e.ann, hub+"/check", "save", http.StatusSeeOther, reasons)
	if check := body(e.ann, hub+"/check"); !strings.Contains(check, "Another person must approve it") ||
		strings.Contains(check, `value="publish"`) {
		t.Error("the check lets the writer publish without approval")
	}
	site.crawl.Handler = confirming(site.crawl.Handler)
	publish := func(who crawltest.Role, want int) {
		t.Helper()
		e.sendForm(who, hub+"/check", "publish", want, url.Values{"change": {"Clearer."}})
	}
	publish(e.bob, http.StatusForbidden)
	e.act(e.ann, "submit", http.StatusSeeOther)
	e.act(e.ann, "approve", http.StatusForbidden)
	publish(e.bob, http.StatusForbidden)
	cho := colleague("cho") // Ann and Bob have written it
	if !strings.Contains(body(cho, "/staff"), "Waiting for your approval") {
		t.Error("“My work” of the approver does not have the draft")
	}
	e.act(cho, "return", http.StatusUnprocessableEntity) // without saying what is to change
	e.act(cho, "approve", http.StatusSeeOther)
	publish(e.ann, http.StatusSeeOther)
	if !strings.Contains(body(e.ann, "/consultations/getting-about"), "travels by bus") {
		t.Error("the approved draft is not public")
	}

	// The next change is approved and published in one step, on the page of the check, by one who wrote no part of it.
	e.sendForm(e.ann, hub+"/about", "save", http.StatusSeeOther, url.Values{"audience": {"Everyone who travels by tram"}})
	e.sendForm(e.ann, hub+"/check", "save", http.StatusSeeOther, reasons)
	both := func(who crawltest.Role, want int) {
		t.Helper()
		e.sendForm(who, hub+"/check", "approve-and-publish", want, url.Values{"change": {"By tram."}})
	}
	e.act(e.ann, "submit", http.StatusSeeOther)
	both(e.ann, http.StatusForbidden)
	if strings.Contains(body(e.ann, hub+"/check"), `value="approve-and-publish"`) {
		t.Error("the check offers the writer to approve and publish")
	}
	asked := e.send(e.bob, e.form(e.bob, e.path, e.path), "approve-and-publish", http.StatusSeeOther, nil)
	if to := asked.Header.Get("Location"); to != hub+"/check" || !strings.Contains(body(e.bob, to), `value="approve-and-publish"`) {
		t.Errorf("the button on the page of the draft leads to %q", to)
	}
	both(e.bob, http.StatusSeeOther)
	if !strings.Contains(body(e.bob, "/consultations/getting-about"), "travels by tram") ||
		!strings.Contains(body(e.bob, e.path+"/history"), "Approved") {
		t.Error("the draft is not approved and public")
	}
}
