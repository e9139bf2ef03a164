// Package subjectaccess answers requests about personal data: what the council holds
// about a response or an email address, to see, download or delete.
package subjectaccess

import (
	"github.com/folkmoot/folkmoot/internal/db"
	"github.com/folkmoot/folkmoot/internal/intake"
	"github.com/folkmoot/folkmoot/internal/moderation"
	"github.com/folkmoot/folkmoot/internal/notify"
	"github.com/folkmoot/folkmoot/internal/retention"
	"github.com/folkmoot/folkmoot/internal/seal"
)

// Service answers requests of people who have the withdrawal code of a response or
// receive email at an address.
type Service struct {
	db            *db.DB
	intake        *intake.Service
	moderation    *moderation.Service
	deleter       *retention.Deleter
	box           *seal.Keyring
	notifications *notify.Queue
	baseURL       string
}

// New returns a Service. Without box or notifications it cannot send links to email
// addresses. baseURL is the address of the site in these emails, without a slash at
// the end.
func New(
	m *moderation.Service,
	deleter *retention.Deleter,
	box *seal.Keyring,
	notifications *notify.Queue,
	baseURL string,
) *Service {
	return &Service{m.DB, m.Intake, m, deleter, box, notifications, baseURL}
}
