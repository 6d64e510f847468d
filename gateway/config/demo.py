"""What runs without a configuration file: two departments, two agents, outgoing mail as files, a health page."""

from .console import Console
from .desk import Agent, Department
from .guards import Trust
from .health import Health
from .label import Label
from .relays import Relay
from .tables import Config, Site


def demo(state: str = "./var") -> Config:
    """Everything lies below `state`; people are believed by their reply address alone."""
    return Config(
        site=Site(state=state, name=Label(en="Example Organisation", fa="سازمان نمونه")),
        health=Health(port=2526),
        console=Console(port=2580),
        relay=(Relay(folder=f"{state}/outgoing"),),
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
