package app_test

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/internal/app"
	"github.com/folkmoot/folkmoot/internal/crawltest"
	"github.com/folkmoot/folkmoot/internal/page/pagetest"
)

// The draft of a consultation is saved while it is typed, also if a part of it is wrong. Its history shows the words that
// changed, a question's answers included, and an earlier version comes back. Nothing is published before another person
// has approved it, who finds it in “My work” and can return it with a comment.
//
// Row C8 of docs/faults.md.
// Row C15 of docs/faults.md.
func TestDraftOfAConsultationIsApprovedByAnother(t *testing.T) {
	t.Parallel()
	content := minimalDemo(t)
	details := content["council.yaml"]
	details.Data = bytes.ReplaceAll(details.Data, []byte(": same\n"), []byte(": other\n"))
	site := newStaffSiteOn(t, app.Config{}, content)
	const hub = "/staff/consultations/getting-about"
	e := &recordEditor{T: t, site: site, path: hub + "/changes", ann: colleague("ann"), bob: colleague("bob")}
	body := func(who crawltest.Role, path string) string { return string(site.crawl.Get(who, path).Body) }
	typed := func(who crawltest.Role, do string, status int, change map[string]string) string {
		t.Helper()
		values := e.form(who, hub+"/about", "/about").Unchanged()
		for name, value := range change {
			values.Set(name, value)
		}
		values.Set("do", do)
		d := site.crawl.Request(who, http.MethodPost, hub+"/about", values, nil)
		if d.Status != status {
			t.Fatalf("%s by %s: status %d, want %d\n%.2000s", do, who.Name, d.Status, status, d.Body)
		}
		return string(d.Body)
	}

	said := typed(e.ann, "autosave", http.StatusOK, map[string]string{"audience": "Everyone who travels by bus", "feedback-month": "Smarch"})
	if !strings.Contains(said, `"incomplete":true`) || !strings.Contains(said, "except: Publish feedback by") {
		t.Errorf("autosave with a wrong date says %s", said)
	}
	if !strings.Contains(body(e.ann, hub+"/about"), "Everyone who travels by bus") {
		t.Error("what was typed beside a wrong date is not saved")
	}
	typed(e.bob, "save", http.StatusSeeOther, map[string]string{"audience": "Everyone who travels by train"})
	history := body(e.ann, e.path+"/history")
	for _, want := range []string{"Saved while typing", "Removed:</span>", "bus</del>", "train</ins>", "As it was published before"} {
		if !strings.Contains(strings.ReplaceAll(history, " </span>", "</span>"), want) {
			t.Errorf("the history has no %q", want)
		}
	}
	for _, f := range site.crawl.Get(e.ann, e.path+"/history").Forms() {
		if strings.HasSuffix(f.Action.Path, "/history") && f.Unchanged().Get("to") == "1" {
			e.send(e.ann, f, "", http.StatusSeeOther, nil)
		}
	}
	if !strings.Contains(body(e.bob, hub+"/about"), "travels by bus") {
		t.Error("the earlier version did not come back")
	}

	check := body(e.ann, hub+"/check")
	values := url.Values{"do": {"save"}, "version": {regexp.MustCompile(`name="version" value="([^"]+)"`).FindStringSubmatch(check)[1]}}
	for _, m := range regexp.MustCompile(`name="code" value="([^"]+)"`).FindAllStringSubmatch(check, -1) {
		values.Add("code", m[1])
		values.Add("reason", "We will do this later.")
	}
	site.crawl.Request(e.ann, http.MethodPost, hub+"/check", values, nil)
	if check = body(e.ann, hub+"/check"); !strings.Contains(check, "Another person must approve it") ||
		strings.Contains(check, `value="publish"`) {
		t.Error("the check lets the writer publish without approval")
	}
	values.Set("do", "publish")
	values.Set("change", "Clearer.")
	publish := func(who crawltest.Role) int {
		d := site.crawl.Request(who, http.MethodPost, hub+"/check", values, nil)
		phrase, asked := pagetest.ConfirmationPhrase(string(d.Body))
		if !asked {
			return d.Status
		}
		sent := maps.Clone(values)
		sent.Set("confirmation", phrase)
		return site.crawl.Request(who, http.MethodPost, hub+"/check", sent, nil).Status
	}
	e.act(e.ann, "submit", http.StatusSeeOther)
	e.act(e.ann, "approve", http.StatusForbidden)
	if status := publish(e.bob); status == http.StatusSeeOther {
		t.Error("it was published before it was approved")
	}
	cho := colleague("cho") // Ann and Bob have written it
	if !strings.Contains(body(cho, "/staff"), "Waiting for your approval") {
		t.Error("“My work” of the approver does not have the draft")
	}
	e.act(cho, "return", http.StatusUnprocessableEntity) // without saying what is to change
	e.act(cho, "approve", http.StatusSeeOther)
	values.Set("version", regexp.MustCompile(`name="version" value="([^"]+)"`).FindStringSubmatch(body(cho, hub+"/check"))[1])
	if status := publish(e.ann); status != http.StatusSeeOther {
		t.Errorf("publishing what was approved: status %d", status)
	}
	if !strings.Contains(body(e.ann, "/consultations/getting-about"), "travels by bus") {
		t.Error("the approved draft is not public")
	}
}
