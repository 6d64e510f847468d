"""What runs without a configuration file: two departments, two agents, outgoing mail as files."""

from .desk import Agent, Department
from .guards import Trust
from .label import Label
from .tables import Config, Relay, Site


def demo(state: str = "./var") -> Config:
    """Everything lies below `state`; people are believed by their reply address alone."""
    return Config(
        site=Site(state=state, name=Label(en="Example Organisation", fa="سازمان نمونه")),
        relay=Relay(folder=f"{state}/outgoing"),
        trust=Trust(agents="bearer", requesters="bearer"),
        agent=(
            Agent(name="sara", address="sara@example.org", shown="Sara Ahmadi", language="fa"),
            Agent(name="tom", address="tom@example.org", shown="Tom Baker", language="en", admin=True),
        ),
        department=(
            Department(
                name="support",
                label=Label(en="Support", fa="پشتیبانی"),
                addresses=("support@example.org",),
                agents=("tom",),
                lead="tom",
            ),
            Department(
                name="poshtibani",
                label=Label(en="Support (Persian)", fa="پشتیبانی فارسی"),
                addresses=("poshtibani@example.org",),
                agents=("sara",),
                lead="sara",
                language="fa",
            ),
        ),
    )
