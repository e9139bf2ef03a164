package councilweb

import (
	"net/http"

	"github.com/folkmoot/folkmoot/disclose"
	"github.com/folkmoot/folkmoot/internal/actor"
	"github.com/folkmoot/folkmoot/internal/locale"
	"github.com/folkmoot/folkmoot/internal/mail"
	"github.com/folkmoot/folkmoot/internal/page"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/site"
)

// Installation is what the people who run the server have set, and a browser cannot change.
type Installation struct {
	Address    string // "https://consult.example.org", or ""
	Proxies    int    // trusted reverse proxies
	Mail       mail.Sender
	SignIn     string // issuer of single sign-on; ""
	PDF, Scans bool   // whether pages become PDF files, and uploads are checked for viruses
}

// installationPath is where administrators read how the installation is set up.
const installationPath = "/staff/installation"

var installationNav = site.StaffLink{
	Link:  page.Link{Text: locale.Key("How this site is set up"), Href: installationPath},
	Needs: actor.Operate, ForAll: true, Order: 59,
	Description: locale.Key("Web address, proxies, email, single sign-on, and the rules that protect people’s data."),
}

// installationView is the data of the page of how the installation is set up.
type installationView struct {
	page.StaffView
	Server   []setting
	Rules    []string
	Version  string // of the rules
	Deletion []string
}

// setting is a setting of the server, and the variable that sets it.
type setting struct{ Label, Value, Variable string }

var installationPage = page.New(files, "templates/installation.html", installationView{
	Server: []setting{{"Web address", "https://consult.example.org", "FOLKMOOT_BASE_URL"},
		{"Email", "Emails are stored and not sent.", "FOLKMOOT_SMTP"}, {"Your network address as this site sees it", "192.0.2.7", ""}},
	Rules: []string{"Results that fewer than 10 people gave are hidden."}, Version: "2026-1",
	Deletion: []string{"We will delete answers that you save but do not send 14 days after the consultation closes."},
})

func (h *Handlers) installation(w http.ResponseWriter, r *http.Request) error {
	words, in := page.Printer(r), h.set
	either := func(ok bool, yes, no string) string {
		if ok {
			return yes
		}
		return no
	}
	v := installationView{Server: []setting{
		{words.Say("Web address"), either(in.Address != "", in.Address, words.Say("That of each request")), "FOLKMOOT_BASE_URL"},
		{words.Say("Trusted proxies"), words.Count(int64(in.Proxies), "%d proxy in front of this site", "%d proxies in front of this site"),
			"FOLKMOOT_PROXIES"},
		{words.Say("Email"), mailInWords(words, in.Mail), "FOLKMOOT_SMTP"},
		{words.Say("Single sign-on"), either(in.SignIn != "", in.SignIn, words.Say("None")), "FOLKMOOT_OIDC_ISSUER"},
		{words.Say("PDF files"), either(in.PDF, words.Say("Pages can be downloaded as PDF files."), words.Say("Not available")),
			"FOLKMOOT_CHROMIUM"},
		{words.Say("Uploads"), either(in.Scans, words.Say("A program checks them for viruses."), words.Say("They are not checked for viruses.")),
			"FOLKMOOT_SCAN_COMMAND"},
	}}
	if from := site.ClientNetwork(r); from.IsValid() { // not for connections on the same machine
		v.Server = append(v.Server, setting{words.Say("Your network address as this site sees it"), from.String(), ""})
	}
	if smtp, ok := in.Mail.(*mail.SMTP); ok {
		v.Server = append(v.Server, setting{words.Say("Sender of emails"), smtp.From.String(), "FOLKMOOT_MAIL_FROM"})
	}
	rules := disclose.Standard().Rules()
	v.Version = rules.Version
	v.Rules = []string{
		words.Say("Results of fewer than %d answers are not published.", rules.MinBase),
		words.Say("Numbers of people from 1 to %d are hidden, and from 1 to %d for sensitive questions such as religion and health.",
			rules.MinCount-1, rules.MinSensitiveCount-1),
		words.Say("Other numbers are hidden too, so that a hidden number could have at least %d values.", rules.MinWidth+1),
		words.Say("Percentages are of at least %d people.", rules.MinShareBase),
		words.Say("Two results of one question count the same people, or differ by at least %d.", rules.MinDifference),
	}
	for _, c := range retention.Categories {
		v.Deletion = append(v.Deletion, c.Sentence().In(words))
	}
	return installationPage.Write(w, r, http.StatusOK, v)
}

func mailInWords(words *locale.Printer, sender mail.Sender) string {
	smtp, ok := sender.(*mail.SMTP)
	switch {
	case !ok:
		return words.Say("Emails are stored and not sent.")
	case smtp.NoTLS:
		return words.Say("%s, without encryption", smtp.Host)
	}
	return words.Say("%s, encrypted", smtp.Host)
}
