from django.db import models
from django.utils.translation import gettext_lazy as _

from signatures import tokens


class StatementLink(models.Model):
    """A link to a video or document, with a picture stored here. It is never embedded."""

    statement = models.ForeignKey("Statement", on_delete=models.CASCADE, related_name="links")
    title = models.CharField(max_length=120)
    url = models.URLField(help_text=_("Must begin with https://"))
    picture = models.ImageField(upload_to="links/", blank=True)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def picture_url(self) -> str:
        """Return the picture's address, with a key while the statement is not public; or ""."""
        if not self.picture:
            return ""
        of = self.statement
        is_public = of.is_public and not of.is_early_copy
        key = "" if is_public else f"?key={tokens.picture_key(self.picture.name)}"
        return f"{self.picture.url}{key}"
